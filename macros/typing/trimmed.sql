{# A delivered text without white space around it; SQL's trim() would leave tabs (see _macros.yml). #}
{% macro trimmed(text) -%}
    btrim({{ text }}, ' \t\u000b\u000c')
{%- endmacro %}
