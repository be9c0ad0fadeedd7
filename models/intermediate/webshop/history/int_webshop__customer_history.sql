with

delivered as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__customers_judged') }}

),

{{ versions_of_upserts(
    keys=['customer_id'],
    attributes=['phone_masked', 'country_code', 'state', 'gender'],
) }}

select * from final
