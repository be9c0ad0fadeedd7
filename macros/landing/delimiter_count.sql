{# How many delimiters a long line has; 0 for one that is too short to have too many (see _macros.yml). #}
{% macro delimiter_count(line, feed) -%}
    if(length({{ line }}) < 20000, 0, length({{ line }}) - length(replace({{ line }}, '{{ feed.delimiter }}', '')))
{%- endmacro %}
