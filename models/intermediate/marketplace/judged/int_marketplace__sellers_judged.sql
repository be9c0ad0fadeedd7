{%- set typed %}

    select
        {{ clean_key('seller_id') }} as seller_id,
        {{ zip_prefix('seller_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('seller_city') }} as city,
        upper({{ clean_word('seller_state') }}) as state,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['seller_id']) }}
