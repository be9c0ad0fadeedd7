-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__products`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products_history`
    where is_current
),
final as (
    select
        product_id,
        category_name,
        name_length,
        description_length,
        photo_count,
        weight_g,
        length_cm,
        height_cm,
        width_cm,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__products`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__products`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products_history`
    where is_current
),
final as (
    select
        product_id,
        category_name,
        name_length,
        description_length,
        photo_count,
        weight_g,
        length_cm,
        height_cm,
        width_cm,
        valid_from
    from versions
)
select * from final
  )
;

