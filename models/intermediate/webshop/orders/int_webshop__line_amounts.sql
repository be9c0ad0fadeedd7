with

order_lines as (

    select
        *,
        cast(quantity * unit_price as decimal(28, 2)) as gross_amount
    from {{ ref('int_webshop__order_lines') }}

),

discounted as (

    select
        *,
        -- up to a whole unit of the currency
        cast(ceil(gross_amount * discount_pct / 100) as decimal(28, 2)) as discount_amount
    from order_lines

),

final as (

    select
        order_line_key,
        seller,
        order_id,
        item_seq,
        source_feed,
        {{ webshop_buyer() }} as buyer_id,
        customer_id,
        product_id,

        order_date,
        ordered_at,

        channel,
        payment_method,
        order_status,
        order_status = 'cancelled' as is_cancelled,
        order_status = 'returned' as is_returned,
        coupon_code,
        coupon_code is not null as is_promoted,

        quantity,
        currency,
        unit_price,
        discount_pct,
        gross_amount,
        discount_amount,
        cast(gross_amount - discount_amount as decimal(28, 2)) as net_amount,
        cast(tax_amount as decimal(28, 2)) as tax_amount,
        cast(gross_amount - discount_amount + tax_amount as decimal(28, 2)) as sale_amount
    from discounted

)

select * from final
