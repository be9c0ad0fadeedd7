{# An amount with a sign or an exponent, null where the text is none or says more than two decimals
   keep (see _macros.yml). #}
{% macro exact_money(text) -%}
    if(
            try_cast({{ text }} as decimal(38, 18)) = try_cast({{ text }} as decimal(18, 2)),
            try_cast({{ text }} as decimal(18, 2)),
            null
        )
{%- endmacro %}
