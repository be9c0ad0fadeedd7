{%- set typed %}

    select
        {{ filled('customer_id') }} as customer_id,
        {{ filled('customer_unique_id') }} as customer_unique_id,
        {{ filled('customer_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('customer_city') }} as city,
        upper({{ filled('customer_state') }}) as state,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['customer_id']) }}
