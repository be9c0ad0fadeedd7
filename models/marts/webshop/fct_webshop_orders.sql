-- noqa: disable=LT02
{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('fct_webshop_order_lines') }}

),

orders as (

    select
        order_key,
        min_by(customer_key, item_seq) as customer_key,
        seller,
        order_id,
        min_by(customer_id, item_seq) as customer_id,
        min_by(order_date, item_seq) as order_date,
        min_by(channel, item_seq) as channel,
        min_by(payment_method, item_seq) as payment_method,
        case
            when bool_and(is_cancelled) then 'cancelled'
            when bool_and(is_cancelled or is_returned) then 'returned'
            else 'placed'
        end as order_status,
        bool_and(is_cancelled) as is_cancelled,
        bool_or(is_promoted) as is_promoted,
        if(min(currency) = max(currency), min(currency), null) as currency,
        min(order_date) <> max(order_date)
        or min(customer_key) <> max(customer_key)
        or min(currency) <> max(currency) as has_differing_lines,

        count(*) as line_count,
        sum(quantity) filter (where not is_cancelled) as unit_count,
        {%- for name in ['gross_amount', 'discount_amount', 'net_amount', 'tax_amount', 'sale_amount'] %}
        coalesce(sum({{ name }}) filter (where not is_cancelled), 0) as {{ name }},
        {%- endfor %}
        {%- for name in ['gross', 'discount', 'net', 'tax', 'sale'] %}
        coalesce(sum({{ name }}) filter (where not is_cancelled), 0) as {{ name }},
        {%- endfor %}
        coalesce(sum(net) filter (where is_cancelled), 0) as lost_net,
        coalesce(sum(net) filter (where is_returned), 0) as returned_net,
        count_if(is_without_rate) as lines_without_rate
    from lines
    group by order_key, seller, order_id

),

final as (

    select
        * except (gross_amount, discount_amount, net_amount, tax_amount, sale_amount),
        -- amounts of several currencies have no sum
        {%- for name in ['gross_amount', 'discount_amount', 'net_amount', 'tax_amount', 'sale_amount'] %}
        if(currency is null, null, {{ name }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from orders

)

select * from final
