{%- set typed %}

    select
        {{ filled('order_id') }} as order_id,
        {{ filled('payment_sequential') }} as payment_sequential,
        {{ filled('payment_type') }} as payment_type,
        try_cast({{ filled('payment_installments') }} as int) as installment_count,
        {{ money('payment_value') }} as value_brl,
        coalesce(not {{ is_number(filled('payment_installments')) }}, false)
        or {{ is_unreadable('payment_installments', 'installment_count') }}
            as _is_number_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['order_id', 'payment_sequential']) }}
