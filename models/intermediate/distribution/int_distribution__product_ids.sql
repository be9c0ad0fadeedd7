{{ config(materialized='view') }}

with

products as (

    select * from {{ ref('int_distribution__products') }}
    where not is_unidentified

),

crosswalk as (

    select * from {{ ref('product_crosswalk') }}

),

crossed as (

    select
        crosswalk.company,
        crosswalk.source_product_id,
        products.product_id
    from crosswalk
    inner join products
        on
            crosswalk.company = products.company
            and crosswalk.product_id = products.product_id

),

unchanged as (

    select
        products.company,
        products.product_id as source_product_id,
        products.product_id
    from products
    left anti join crosswalk
        on
            products.company = crosswalk.company
            and products.product_id = crosswalk.source_product_id

),

final as (

    select * from crossed
    union all
    select * from unchanged

)

select * from final
