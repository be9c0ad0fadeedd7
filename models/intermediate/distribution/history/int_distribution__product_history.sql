with

delivered as (

    select * from {{ ref('int_distribution__product_rows') }}

),

{{ versions_of_full_pictures(
    key='product_id',
    attributes=['product_name', 'division', 'category', 'variant'],
) }}

select * from final
