{# An amount with at most two decimals, null where the text is none (see _macros.yml). #}
{% macro money(text) -%}
    try_cast(
            regexp_extract({{ visible_text(text) }}, '^[0-9]+([.][0-9]{1,2})?$', 0) as decimal(18, 2)
        )
{%- endmacro %}
