{# A count: digits only, null where the text is none (see _macros.yml). #}
{% macro count_of(text) -%}
    try_cast(regexp_extract({{ visible_text(text) }}, '^[0-9]+$', 0) as int)
{%- endmacro %}
