{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
    )
}}

-- Quantity and revenue followed from the delivered text to gold. Which lines are accepted, and
-- their product and month, is silver's word; amounts are read anew.
with

delivered as (

    select
        'atlon' as company,
        sum(try_cast({{ trimmed('sold_quantity') }} as decimal(28, 4))) as quantity
    from {{ ref('stg_atlon__orders') }}
    union all
    select
        'sports_bar' as company,
        sum(try_cast({{ trimmed('order_qty') }} as decimal(28, 4))) as quantity
    from {{ ref('stg_sports_bar__orders') }}

),

judged_lines as (

    select
        'atlon' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from {{ ref('int_distribution__atlon_orders_judged') }}
    union all
    select
        'sports_bar' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from {{ ref('int_distribution__sports_bar_orders_judged') }}

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
    from judged_lines
    group by company, product_id, year(order_month)

),

price_texts as (

    select
        'atlon' as company,
        {{ trimmed('product_code') }} as product_id,
        try_cast(concat({{ trimmed('year') }}, '-01-01') as date) as price_date,
        price_inr as price_text,
        {{ file_order() }} as _file_order,
        _line_number
    from {{ ref('stg_atlon__gross_prices') }}
    union all
    select
        'sports_bar' as company,
        coalesce(crosswalk.product_id, {{ trimmed('prices.product_id') }}) as product_id,
        try_cast(regexp_replace(
            replace({{ trimmed('prices.month') }}, '/', '-'),
            '^([0-9]{2})-([0-9]{2})-([0-9]{4})$',
            '$3-$2-$1'
        ) as date) as price_date,
        prices.gross_price as price_text,
        {{ file_order() }} as _file_order,
        prices._line_number
    from {{ ref('stg_sports_bar__gross_prices') }} as prices
    left join {{ ref('product_crosswalk') }} as crosswalk
        on
            {{ trimmed('prices.product_id') }} = crosswalk.source_product_id
            and crosswalk.company = 'sports_bar'

),

prices as (

    select
        company,
        product_id,
        year(price_date) as price_year,
        max_by(
            abs(try_cast({{ trimmed('price_text') }} as decimal(18, 2))),
            struct(trunc(price_date, 'month'), _file_order, _line_number)
        ) as price_inr
    from price_texts
    where
        price_date is not null
        and try_cast({{ trimmed('price_text') }} as decimal(18, 2)) <> 0
    group by company, product_id, year(price_date)

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
