{# A delivered text, trimmed; null where nothing is left (see _macros.yml). #}
{% macro filled(text) -%}
    nullif({{ trimmed(text) }}, '')
{%- endmacro %}
