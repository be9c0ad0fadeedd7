{# dbt-spark's merge, plus `meta.gone_when_null`, and again after a conflict (see _macros.yml). #}
{% macro spark__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
    {{ retried_on_conflict(merge_with_deletes(target, source, unique_key, incremental_predicates)) }}
{% endmacro %}
