{# An option of the query: the table, and what Spark has listed of it, stay as in the first pass (see
   _macros.yml). #}
{% macro default__without_missing(lines) %}
    {{ return(lines ~ " with ('ignoreMissingFiles' = 'true')") }}
{% endmacro %}
