{# Names and values of properties, as SQL has them in brackets (see _macros.yml). #}
{% macro properties_list(properties) -%}
    {%- for name, value in properties.items() -%}
    '{{ name }}' = {{ sql_literal(value) }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
