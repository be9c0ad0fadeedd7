{# dbt-databricks' own merge, but for models with `meta.delete_when` (see _macros.yml). #}
{% macro databricks__get_merge_sql(
    target, source, unique_key, dest_columns, incremental_predicates
) %}
    {% if config.get('meta', {}).get('delete_when') %}
        {{ return(merge_with_deletes(target, source, unique_key, incremental_predicates)) }}
    {% endif %}
    {{ return(dbt.databricks__get_merge_sql(
        target, source, unique_key, dest_columns, incremental_predicates
    )) }}
{% endmacro %}
