{# A number with so many digits in front of the point and behind it at most, null otherwise: nothing
   is rounded (see _macros.yml). #}
{% macro exact_decimal(number, digits, places) -%}
    try_cast(
            nullif(regexp_extract({{ number }}, '^-?[0-9]{1,{{ digits }}}([.][0-9]{0,{{ places }}}0*)?$', 0), '')
            as decimal({{ digits + places }}, {{ places }})
        )
{%- endmacro %}
