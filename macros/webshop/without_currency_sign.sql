{# An amount without the sign of a currency in front of it or behind it (see _macros.yml). The last
   branch is the common one: a number has no sign. #}
{% macro without_currency_sign(text, signs) -%}
    case
            when {{ text }} rlike '[^0-9.,-]' then regexp_replace(lower({{ text }}), {{ sign_pattern(signs) }}, '$2$3')
            else {{ text }}
        end
{%- endmacro %}
