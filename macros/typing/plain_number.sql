{# A number without sign, null where the text is none (see _macros.yml). #}
{% macro plain_number(text) -%}
    try_cast(regexp_extract({{ visible_text(text) }}, '^[0-9]+([.][0-9]+)?$', 0) as double)
{%- endmacro %}
