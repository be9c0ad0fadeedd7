{# dbt-databricks' own merge, but for models with `meta.gone_when_null` (see _macros.yml). #}
{% macro databricks__get_merge_sql(
    target, source, unique_key, dest_columns, incremental_predicates
) %}
    {% if config.get('meta', {}).get('gone_when_null') %}
        {{ return(merge_with_deletes(target, source, unique_key, incremental_predicates)) }}
    {% endif %}
    {{ return(dbt.databricks__get_merge_sql(
        target, source, unique_key, dest_columns, incremental_predicates
    )) }}
{% endmacro %}
