{# dbt-spark's merge, plus `meta.delete_when`: a condition on the source that deletes the matched
   row (see _macros.yml). #}
{% macro spark__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
    {% set keys = [unique_key] if unique_key is string else unique_key %}
    {% set delete_when = config.get('meta', {}).get('delete_when') %}
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
{% endmacro %}
