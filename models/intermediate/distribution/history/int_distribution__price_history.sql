with

delivered as (

    select * from {{ ref('int_distribution__price_rows') }}

),

{{ versions_of_upserts(
    keys=['company', 'product_id', 'price_month'],
    attributes=['price_inr'],
) }}

select * from final
