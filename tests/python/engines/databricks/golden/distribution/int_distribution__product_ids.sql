-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
  as (
    with
-- From the judged rows and not from the current products, so that a product list that waits at its
-- gate does not keep the quarantine of the orders from being filled.
products as (
    select
        'atlon' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    where _outcome = 'accepted'
    union all
    select
        'sports_bar' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    where
        _outcome = 'accepted'
        and not is_unidentified
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
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
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
;

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
  as (
    with
-- From the judged rows and not from the current products, so that a product list that waits at its
-- gate does not keep the quarantine of the orders from being filled.
products as (
    select
        'atlon' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    where _outcome = 'accepted'
    union all
    select
        'sports_bar' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    where
        _outcome = 'accepted'
        and not is_unidentified
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
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
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
;

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
  as (
    with
-- From the judged rows and not from the current products, so that a product list that waits at its
-- gate does not keep the quarantine of the orders from being filled.
products as (
    select
        'atlon' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    where _outcome = 'accepted'
    union all
    select
        'sports_bar' as company,
        product_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    where
        _outcome = 'accepted'
        and not is_unidentified
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
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
  )
;

