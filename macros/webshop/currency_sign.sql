{# The sign of a currency in front of an amount or behind it, in lower case; null where there is none
   (see _macros.yml). #}
{% macro currency_sign(text, signs) -%}
    {%- set pattern = sign_pattern(signs) -%}
    case
            -- a number has no sign
            when {{ text }} rlike '[^0-9.,-]' then nullif(coalesce(
                nullif(regexp_extract(lower({{ text }}), {{ pattern }}, 1), ''),
                regexp_extract(lower({{ text }}), {{ pattern }}, 4)
            ), '')
        end
{%- endmacro %}
