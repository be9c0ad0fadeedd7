with

delivered as (

    select * from {{ ref('int_distribution__customer_rows') }}

),

{{ versions_of_full_pictures(
    key='customer_id',
    attributes=['customer_name', 'city', 'market', 'platform', 'channel'],
) }}

select * from final
