{{
    config(
        meta={
            'mend': 'An order line is in no revenue and not lost, or in both: compare fct_webshop_orders and '
            ~ 'rpt_webshop_sales with fct_webshop_order_lines, and build the dimensions again with --full-refresh.',
        },
    )
}}

-- What was sold (orders) and what was lost (cancelled lines of the reports) is all that was ordered.
with

ordered as (

    select
        count(*) as line_count,
        coalesce(sum(net), 0) as net
    from {{ ref('fct_webshop_order_lines') }}

),

reported as (

    select
        count(*) as line_count,
        coalesce(sum(net) filter (where is_cancelled), 0) as lost_net,
        coalesce(sum(net) filter (where not is_cancelled), 0) as sold_net
    from {{ ref('rpt_webshop_sales') }}

),

orders as (

    select
        coalesce(sum(line_count), 0) as line_count,
        coalesce(sum(net), 0) as sold_net,
        coalesce(sum(lost_net), 0) as lost_net
    from {{ ref('fct_webshop_orders') }}

)

select
    ordered.line_count,
    reported.line_count as reported_line_count,
    orders.line_count as line_count_of_orders,
    ordered.net,
    reported.sold_net,
    reported.lost_net
from ordered
cross join reported
cross join orders
where
    ordered.line_count <> reported.line_count
    or ordered.line_count <> orders.line_count
    or ordered.net <> reported.sold_net + reported.lost_net
    or reported.sold_net <> orders.sold_net
    or reported.lost_net <> orders.lost_net
