{# Query of the rate of the reporting currency into itself, on every day (see _macros.yml). #}
{% macro own_rate() -%}
    select
        '{{ reporting_currency() }}' as currency,
        -- as wide as the others: a wider rate would round products to nine places before they are rounded to two
        cast(1 as decimal(17, 8)) as rate,
        date '0001-01-01' as rate_date,
        date '0001-01-01' as applies_from,
        date '9999-12-31' as applies_to
{%- endmacro %}
