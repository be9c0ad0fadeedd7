{%- set typed %}

    select
        {{ filled('seller_id') }} as seller_id,
        {{ filled('seller_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('seller_city') }} as city,
        upper({{ filled('seller_state') }}) as state,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['seller_id']) }}
