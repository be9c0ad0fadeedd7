{# A string as a SQL literal, escaped (see _macros.yml). #}
{% macro sql_literal(text) -%}
    '{{ (text | string) | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}
