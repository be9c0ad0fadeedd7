{%- set typed %}

    select
        {{ clean_key('order_id') }} as order_id,
        {{ clean_key('payment_sequential') }} as payment_sequential,
        {{ clean_word('payment_type') }} as payment_type,
        {{ count_of('payment_installments') }} as installment_count,
        {{ money('payment_value') }} as value_brl,
        {{ is_unreadable('payment_installments', 'installment_count') }}
            as _is_number_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['order_id', 'payment_sequential']) }}
