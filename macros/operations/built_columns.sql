{# Names and types of the columns of built models, by `<schema>.<table>`: in one statement for all of them
   on Databricks, in two on Spark (see _macros.yml). #}
{% macro built_columns(nodes) %}
    {{ return(adapter.dispatch('built_columns')(nodes)) }}
{% endmacro %}
