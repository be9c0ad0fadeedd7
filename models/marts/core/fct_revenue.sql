{{ config(materialized='view') }}
{%- set sells = var('sells') %}

with

{% if is_in_business('distribution') -%}
-- Sales of months, which stand on their first day, of nobody knows how many orders.
distribution as (

    select
        sales.month as date,
        'month' as period,
        case customers.market
            {%- for market, code in sells.distribution.countries.items() %}
            when '{{ market }}' then '{{ code }}'
            {%- endfor %}
            else coalesce(customers.market, 'Unknown')
        end as country,
        '{{ sells.distribution.currency }}' as currency,

        cast(null as bigint) as order_count,
        sum(sales.quantity) as unit_count,
        sum(sales.revenue_inr) as net_amount,
        cast(null as decimal(38, 2)) as net
    from {{ ref('fct_distribution_monthly_sales') }} as sales
    inner join {{ ref('dim_distribution_customers') }} as customers
        on sales.customer_key = customers.customer_key
    group by all

),

{% endif -%}
{% if is_in_business('marketplace') -%}
marketplace as (

    select
        purchased_on as date,
        'day' as period,
        '{{ sells.marketplace.country }}' as country,
        '{{ sells.marketplace.currency }}' as currency,

        count(*) as order_count,
        sum(item_count) as unit_count,
        sum(net_revenue_brl) as net_amount,
        cast(null as decimal(38, 2)) as net
    from {{ ref('fct_marketplace_orders') }}
    where
        not is_cancelled
        and item_count > 0
    group by purchased_on

),

{% endif -%}
{% if is_in_business('webshop') -%}
webshop as (

    select
        order_date as date,
        'day' as period,
        country,
        currency,

        count(distinct seller, order_id) as order_count,
        sum(quantity) as unit_count,
        sum(net_amount) as net_amount,
        -- rounded line by line
        sum(net) as net
    from {{ ref('rpt_webshop_sales') }}
    where not is_cancelled
    group by order_date, country, currency

),

{% endif -%}
revenue as (

    {%- for line in lines_of_business() %}
    select
        '{{ line }}' as line_of_business,
        *
    from {{ line }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

rates as (

    {% if is_in_business('webshop') -%}
    select * from {{ ref('int_webshop__reporting_rates') }}
    {%- else -%}
    -- other rates come with the web shop
    select
        '{{ reporting_currency() }}' as currency,
        cast(1 as decimal(17, 8)) as rate,
        date '0001-01-01' as rate_date,
        date '0001-01-01' as applies_from,
        date '9999-12-31' as applies_to
    {%- endif %}

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['revenue.line_of_business', 'revenue.date', 'revenue.country', 'revenue.currency']
        ) }} as revenue_key,
        revenue.line_of_business,
        revenue.date,
        revenue.period,
        revenue.country,
        revenue.currency,

        revenue.order_count,
        revenue.unit_count,
        revenue.net_amount,
        coalesce(revenue.net, {{ in_reporting_currency('revenue.net_amount', 'rates.rate') }}) as net,
        '{{ reporting_currency() }}' as reporting_currency,
        coalesce(rates.rate_date > revenue.date, false) as is_rate_of_a_later_day,
        rates.rate is null as is_without_rate
    from revenue
    left join rates
        on
            revenue.currency = rates.currency
            and coalesce(revenue.date, date '9999-12-31') between rates.applies_from and rates.applies_to

)

select * from final
