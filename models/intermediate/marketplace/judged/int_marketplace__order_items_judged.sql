{%- set typed %}

    select
        {{ clean_key('order_id') }} as order_id,
        {{ clean_key('order_item_id') }} as order_item_id,
        {{ clean_key('product_id') }} as product_id,
        {{ clean_key('seller_id') }} as seller_id,
        {{ sao_paulo_time('shipping_limit_date') }} as shipping_limit_at,
        {{ money('price') }} as price_brl,
        {{ money('freight_value') }} as freight_brl,
        {{ is_unreadable('shipping_limit_date', 'shipping_limit_at') }} as _is_time_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['order_id', 'order_item_id']) }}
