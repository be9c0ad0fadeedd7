{# Leaves dbt-databricks as it is: a root-level spark__ macro would win over its own (see
   _macros.yml). #}
{% macro databricks__snapshot_merge_sql(target, source, insert_cols) %}
    {{ return(dbt.databricks__snapshot_merge_sql(target, source, insert_cols)) }}
{% endmacro %}
