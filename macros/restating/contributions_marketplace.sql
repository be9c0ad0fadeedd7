{# Query of what each item of the marketplace brought to the published months at a time (see
   _macros.yml). #}
{% macro contributions_marketplace(delivered, time) -%}
    {%- set is_counted = 'coalesce(not orders.is_cancelled, false)' -%}
    select
        concat_ws('|', items.order_id, items.order_item_id) as line_key,
        items.order_id as order_key,
        orders.customer_unique_id as customer_key,
        items.order_id as cell_key,
        orders.purchase_month as month,
        concat_ws('|', items.price_brl, items.freight_brl) as says,
        cast(null as string) as term,
        cast(null as string) as term_key,
        cast(null as date) as term_date,
        {{ is_counted }} as is_counted,
        cast(null as decimal(17, 8)) as factor,

        cast(if({{ is_counted }}, 1, 0) as decimal(38, 2)) as units,
        cast(if({{ is_counted }}, coalesce(items.price_brl, 0), 0) as decimal(38, 2)) as net_revenue,
        cast(if({{ is_counted }}, coalesce(items.freight_brl, 0), 0) as decimal(38, 2)) as freight,
        cast(if({{ is_counted }}, coalesce(items.price_brl, 0) + coalesce(items.freight_brl, 0), 0) as decimal(38, 2))
            as gross_revenue,

        {{ line_struct('delivered') }} as line,
        {{ line_struct('delivered_orders') }} as other_line
    from (
        select * from {{ table_at('int_marketplace__order_items_judged', time) }}
        where is_current
    ) as items
    inner join {{ delivered }} as delivered
        on
            delivered.feed = 'marketplace.order_items'
            and items._file_id = delivered.file_id
            and items._line_number = delivered.line_number
    left join {{ table_at('fct_marketplace_orders', time) }} as orders
        on items.order_id = orders.order_id
    -- the order's own record, also where it is a deletion
    left join {{ delivered }} as delivered_orders
        on
            delivered_orders.feed = 'marketplace.orders'
            and items.order_id = delivered_orders.record
            and delivered_orders.is_counted
{%- endmacro %}
