with

delivered as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__customers_judged') }}
    where _outcome <> 'rejected'

),

{{ versions_of_upserts(
    key='customer_id',
    attributes=['phone_masked', 'country_code', 'state', 'gender'],
) }}

select * from final
