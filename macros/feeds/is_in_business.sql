{# Whether the project builds a line of business (see _macros.yml). #}
{% macro is_in_business(line) %}
    {{ return(line in lines_of_business()) }}
{% endmacro %}
