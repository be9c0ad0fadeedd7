{# Texts as an array of SQL (see _macros.yml). #}
{% macro text_array(texts) -%}
    cast(array({% for text in texts %}{{ sql_literal(text) }}{{ ', ' if not loop.last }}{% endfor %}) as array<string>)
{%- endmacro %}
