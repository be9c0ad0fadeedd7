{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, meta={'is_stamped': true}) }}

-- Quantity and revenue followed from the delivered text to gold. Which lines are accepted, and
-- their product and month, is silver's word; amounts are read anew.
with

delivered as (

    {%- for feed in feeds('distribution', 'orders') %}
    select
        '{{ feed.source }}' as company,
        sum(try_cast({{ visible_text(delivered_column(feed, 'quantity')) }} as decimal(28, 4))) as quantity
    from {{ ref(feed.bronze) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

judged as (

    select
        company,
        product_id,
        year(order_month) as price_year,

        sum(try_cast(quantity_as_delivered as decimal(28, 4))) as quantity,
        sum(
            if(_outcome = 'accepted', try_cast(quantity_as_delivered as decimal(28, 4)), 0)
        ) as accepted_quantity
    from {{ ref('int_distribution__order_line_rows') }}
    group by company, product_id, year(order_month)

),

-- The latest price that is not zero of a product and year, whatever silver took.
prices as (

    select
        company,
        product_id,
        year(price_month) as price_year,
        max_by(
            abs({{ exact_money('price_as_delivered') }}),
            struct(price_month, _file_order, _line_number)
        ) as price_inr
    from {{ ref('int_distribution__price_rows') }}
    where
        price_month is not null
        and {{ exact_money('price_as_delivered') }} <> 0
    group by company, product_id, year(price_month)

),

expected as (

    select
        judged.company,
        sum(judged.quantity) as quantity,
        sum(judged.accepted_quantity) as accepted_quantity,
        sum(judged.accepted_quantity * prices.price_inr) as revenue_inr
    from judged
    left join prices
        on
            judged.company = prices.company
            and judged.product_id = prices.product_id
            and judged.price_year = prices.price_year
    group by judged.company

),

gold as (

    select
        company,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from {{ ref('fct_distribution_monthly_sales') }}
    group by company

),

compared as (

    select
        delivered.company,
        stack(
            3,
            'units delivered = units judged',
            delivered.quantity,
            expected.quantity,
            'units accepted = units in gold',
            expected.accepted_quantity,
            cast(gold.quantity as decimal(38, 4)),
            'revenue of accepted lines = revenue in gold',
            cast(expected.revenue_inr as decimal(38, 4)),
            cast(gold.revenue_inr as decimal(38, 4))
        ) as (check_name, expected_value, found_value)
    from delivered
    left join expected
        on delivered.company = expected.company
    left join gold
        on delivered.company = gold.company

),

final as (

    select
        company,
        check_name,
        coalesce(expected_value, 0) as expected_value,
        coalesce(found_value, 0) as found_value,
        coalesce(found_value, 0) - coalesce(expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '{{ invocation_id }}' as run_id
    from compared

)

select * from final
