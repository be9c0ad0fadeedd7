{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, meta={'is_stamped': true}) }}

-- Lines, units and amounts followed from silver through gold to the reports. Amounts are computed anew,
-- each in the currency of its order.
with

silver as (

    select
        seller as company,

        count(*) as line_count,
        sum(quantity) as unit_count,
        sum(quantity * unit_price) as gross_amount
    from {{ ref('int_webshop__order_lines') }}
    group by seller

),

gold as (

    select
        seller as company,

        count(*) as line_count,
        sum(quantity) as unit_count,
        sum(gross_amount) as gross_amount,
        sum(net) filter (where not is_cancelled) as net
    from {{ ref('fct_webshop_order_lines') }}
    group by seller

),

revenue as (

    select
        partner as company,
        net
    from {{ ref('rpt_webshop_revenue_by_partner') }}

),

companies as (

    select company from silver
    union distinct
    select company from gold

),

compared as (

    select
        companies.company,
        stack(
            4,
            'order lines in silver = order lines in gold',
            cast(silver.line_count as decimal(38, 2)),
            cast(gold.line_count as decimal(38, 2)),
            'units in silver = units in gold',
            cast(silver.unit_count as decimal(38, 2)),
            cast(gold.unit_count as decimal(38, 2)),
            'quantity times price in silver = gross in gold',
            cast(silver.gross_amount as decimal(38, 2)),
            cast(gold.gross_amount as decimal(38, 2)),
            'net of the lines not cancelled = net in the reports',
            cast(gold.net as decimal(38, 2)),
            cast(revenue.net as decimal(38, 2))
        ) as (check_name, expected_value, found_value)
    from companies
    left join silver
        on companies.company = silver.company
    left join gold
        on companies.company = gold.company
    left join revenue
        on companies.company = revenue.company

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
