{# Query of the rates into the reporting currency; without the web shop, which brings them, only its own
   (see _macros.yml). #}
{% macro reporting_rates() -%}
    {%- if is_in_business('webshop') -%}
    select * from {{ ref('int_webshop__reporting_rates') }}
    {%- else -%}
    select
        '{{ reporting_currency() }}' as currency,
        cast(1 as decimal(17, 8)) as rate,
        date '0001-01-01' as rate_date,
        date '0001-01-01' as applies_from,
        date '9999-12-31' as applies_to
    {%- endif -%}
{%- endmacro %}
