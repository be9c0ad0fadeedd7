{# dbt-spark's merge of a snapshot, again after a conflict (see _macros.yml). #}
{% macro spark__snapshot_merge_sql(target, source, insert_cols) %}
    {{ retried_on_conflict(
        dbt.spark__snapshot_merge_sql(target, source, insert_cols) | trim | trim(';')
    ) }}
{% endmacro %}
