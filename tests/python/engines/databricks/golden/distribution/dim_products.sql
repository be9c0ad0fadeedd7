-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`dim_products`
  as (
    with
products as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__products`
),
final as (
    select
        product_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        is_unidentified,
        is_active
    from products
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`dim_products`
;

create or replace view `ecommerce_catalog`.`analytics`.`dim_products`
  as (
    with
products as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__products`
),
final as (
    select
        product_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        is_unidentified,
        is_active
    from products
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`dim_products`
;

create or replace view `ecommerce_catalog`.`analytics`.`dim_products`
  as (
    with
products as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__products`
),
final as (
    select
        product_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        is_unidentified,
        is_active
    from products
)
select * from final
  )
;

