{# A merge that also deletes: a row whose column `meta.gone_when_null` is null has nothing left of it
   (see _macros.yml). #}
{% macro merge_with_deletes(target, source, unique_key, incremental_predicates) -%}
    {%- set keys = [unique_key] if unique_key is string else unique_key -%}
    {%- set column = config.get('meta', {}).get('gone_when_null') -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on
        {% for key in keys -%}
        DBT_INTERNAL_SOURCE.{{ key }} = DBT_INTERNAL_DEST.{{ key }}{{ ' and ' if not loop.last }}
        {%- endfor %}
        {%- for predicate in incremental_predicates or [] %}
        and {{ predicate }}
        {%- endfor %}
    {%- if column %}
    when matched and DBT_INTERNAL_SOURCE.{{ column }} is null then delete
    {%- endif %}
    when matched then update set *
    when not matched {{ 'and DBT_INTERNAL_SOURCE.' ~ column ~ ' is not null' if column }} then insert *
{%- endmacro %}
