{{ config(materialized='view') }}

with

-- From the judged rows and not from the current products, so that a product list that waits at its
-- gate does not keep the quarantine of the orders from being filled.
products as (

    select
        company,
        product_id
    from {{ ref('int_distribution__product_rows') }}
    where
        _outcome = 'accepted'
        and not is_unidentified

),

crosswalk as (

    select
        company,
        {{ clean_key('source_product_id') }} as source_product_id,
        {{ clean_key('product_id') }} as product_id
    from {{ ref('product_crosswalk') }}

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
