{# An amount of money for each of a number of things, to two places, half up (see _macros.yml). #}
{% macro average_amount(amount, count) -%}
    cast(round(cast({{ amount }} as decimal(22, 2)) / cast({{ count }} as decimal(10, 0)), 2) as decimal(18, 2))
{%- endmacro %}
