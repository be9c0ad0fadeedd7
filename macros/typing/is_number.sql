{# Digits only, nothing else (see _macros.yml). #}
{% macro is_number(text) -%}
    ({{ text }} rlike '^[0-9]+$')
{%- endmacro %}
