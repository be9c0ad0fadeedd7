{# What people wrote, as they wrote it, without white space around it; null where nothing is left
   (see _macros.yml). #}
{% macro free_text(text) -%}
    nullif(btrim({{ text }}, ' \t\u000b\u000c'), '')
{%- endmacro %}
