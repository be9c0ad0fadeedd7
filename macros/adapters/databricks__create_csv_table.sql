{# Leaves dbt-databricks as it is: a root-level spark__ macro would win over its own (see
   _macros.yml). #}
{% macro databricks__create_csv_table(model, agate_table) %}
    {{ return(dbt.databricks__create_csv_table(model, agate_table)) }}
{% endmacro %}
