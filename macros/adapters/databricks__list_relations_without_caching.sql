{# Leaves dbt-databricks as it is: a root-level spark__ macro would win over its own (see
   _macros.yml). #}
{% macro databricks__list_relations_without_caching(schema_relation) %}
    {{ return(dbt.databricks__list_relations_without_caching(schema_relation)) }}
{% endmacro %}
