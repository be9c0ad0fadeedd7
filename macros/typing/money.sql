{# An amount with at most two decimals, null where the text is none (see _macros.yml). #}
{% macro money(text) -%}
    if(
            {{ trimmed(text) }} rlike '^[0-9]+([.][0-9]{1,2})?$',
            try_cast({{ trimmed(text) }} as decimal(18, 2)),
            null
        )
{%- endmacro %}
