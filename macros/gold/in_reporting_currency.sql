{# An amount by a rate, to two places, half up (see _macros.yml). #}
{% macro in_reporting_currency(amount, rate) -%}
    try_cast(round(try_cast({{ amount }} as decimal(20, 2)) * {{ rate }}, 2) as decimal(28, 2))
{%- endmacro %}
