{# A merge that also deletes: `meta.delete_when` is a condition on the source that deletes the
   matched row (see _macros.yml). #}
{% macro merge_with_deletes(target, source, unique_key, incremental_predicates) -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    {%- set delete_when = config.get('meta', {}).get('delete_when') -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on
        {% for key in keys -%}
        DBT_INTERNAL_SOURCE.{{ key }} = DBT_INTERNAL_DEST.{{ key }}{{ ' and ' if not loop.last }}
        {%- endfor %}
        {%- for predicate in incremental_predicates or [] %}
        and {{ predicate }}
        {%- endfor %}
    {%- if delete_when %}
    when matched and DBT_INTERNAL_SOURCE.{{ delete_when }} then delete
    {%- endif %}
    when matched then update set *
    when not matched {{ 'and not DBT_INTERNAL_SOURCE.' ~ delete_when if delete_when }} then insert *
{%- endmacro %}
