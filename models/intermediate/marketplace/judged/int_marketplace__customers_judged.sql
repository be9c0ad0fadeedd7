{%- set typed %}

    select
        {{ clean_key('customer_id') }} as customer_id,
        {{ clean_key('customer_unique_id') }} as customer_unique_id,
        {{ zip_prefix('customer_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('customer_city') }} as city,
        upper({{ clean_word('customer_state') }}) as state,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
