{# Whether the project builds a line of business (see _macros.yml). #}
{% macro is_in_business(line) %}
    {{ return(line in env_var('LINES_OF_BUSINESS', 'distribution,marketplace')) }}
{% endmacro %}
