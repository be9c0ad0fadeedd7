-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_items`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
    where is_current
),
final as (
    select
        order_id,
        order_item_id,
        product_id,
        seller_id,
        shipping_limit_at,
        price_brl,
        freight_brl,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__order_items`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_items`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
    where is_current
),
final as (
    select
        order_id,
        order_item_id,
        product_id,
        seller_id,
        shipping_limit_at,
        price_brl,
        freight_brl,
        valid_from
    from versions
)
select * from final
  )
;

