{%- set typed %}

    select
        {{ clean_key('order_id') }} as order_id,
        {{ clean_key('customer_id') }} as customer_id,
        lower({{ clean_word('order_status') }}) as order_status,
        {{ sao_paulo_time('order_purchase_timestamp') }} as purchased_at,
        {{ sao_paulo_time('order_approved_at') }} as approved_at,
        {{ sao_paulo_time('order_delivered_carrier_date') }} as handed_over_at,
        {{ sao_paulo_time('order_delivered_customer_date') }} as delivered_at,
        cast({{ local_time('order_purchase_timestamp') }} as date) as purchased_on,
        cast({{ local_time('order_delivered_customer_date') }} as date) as delivered_on,
        cast({{ local_time('order_estimated_delivery_date') }} as date) as promised_on,
        {{ is_unreadable('order_approved_at', 'approved_at') }}
        or {{ is_unreadable('order_delivered_carrier_date', 'handed_over_at') }}
        or {{ is_unreadable('order_delivered_customer_date', 'delivered_at') }}
        or {{ is_unreadable('order_estimated_delivery_date', 'promised_on') }}
            as _is_time_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['order_id']) }}
