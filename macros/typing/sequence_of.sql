{# A whole number that may have a sign, null where the text is none (see _macros.yml). #}
{% macro sequence_of(text) -%}
    try_cast(regexp_extract({{ visible_text(text) }}, '^[+-]?[0-9]+$', 0) as bigint)
{%- endmacro %}
