-- What is sold, in one shape for all lines of business, with the file that brought it.
with

{% if is_in_business('distribution') -%}
distribution as (

    select
        lines.order_date as day,
        customers.market as region,
        concat_ws(':', lines.company, coalesce(lines.order_id, lines.customer_id)) as order_name,
        concat_ws(':', lines.company, lines.product_id) as product,
        -- its prices come in files of their own
        cast(null as double) as price,
        cast(lines.quantity * prices.price_inr as double) as revenue,
        cast(null as boolean) as is_cancelled,
        lines._file_path as file_path
    from {{ ref('int_distribution__order_lines') }} as lines
    left join {{ ref('dim_distribution_prices') }} as prices
        on
            lines.company = prices.company
            and lines.product_id = prices.product_id
            and year(lines.order_date) = prices.price_year
    left join {{ ref('dim_distribution_customers') }} as customers
        on
            lines.company = customers.company
            and lines.customer_id = customers.customer_id

),

{% endif -%}
{% if is_in_business('marketplace') -%}
marketplace as (

    select
        orders.purchased_on as day,
        orders.state as region,
        items.order_id as order_name,
        items.product_id as product,
        cast(items.price_brl as double) as price,
        cast(items.price_brl as double) as revenue,
        orders.is_cancelled,
        changes._file_path as file_path
    from {{ ref('fct_marketplace_order_items') }} as items
    inner join {{ ref('fct_marketplace_orders') }} as orders
        on items.order_key = orders.order_key
    left join {{ ref('int_marketplace__orders_judged') }} as changes
        on
            items.order_id = changes.order_id
            and changes.is_first_version

),

{% endif -%}
{% if is_in_business('webshop') -%}
webshop as (

    select
        sales.order_date as day,
        sales.country as region,
        concat_ws(':', sales.seller, sales.order_id) as order_name,
        sales.product_id as product,
        -- in one currency, or few lines in a rare one would have a past
        cast(sales.unit_price * sales.exchange_rate as double) as price,
        cast(sales.net as double) as revenue,
        sales.is_cancelled,
        lines._file_path as file_path
    from {{ ref('rpt_webshop_sales') }} as sales
    left join {{ ref('int_webshop__order_lines') }} as lines
        on sales.order_line_key = lines.order_line_key

),

{% endif -%}
final as (

    {%- for line in lines_of_business() %}
    select
        '{{ line }}' as line_of_business,
        *
    from {{ line }}
    where day is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
