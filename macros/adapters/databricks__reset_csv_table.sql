{# Leaves dbt-databricks as it is: a root-level spark__ macro would win over its own (see
   _macros.yml). #}
{% macro databricks__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {{ return(dbt.spark__reset_csv_table(model, full_refresh, old_relation, agate_table)) }}
{% endmacro %}
