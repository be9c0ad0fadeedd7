-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__orders`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__orders_history`
    where is_current
),
final as (
    select
        order_id,
        customer_id,
        order_status,
        purchased_at,
        approved_at,
        handed_over_at,
        delivered_at,
        purchased_on,
        delivered_on,
        promised_on,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__orders`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__orders`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__orders_history`
    where is_current
),
final as (
    select
        order_id,
        customer_id,
        order_status,
        purchased_at,
        approved_at,
        handed_over_at,
        delivered_at,
        purchased_on,
        delivered_on,
        promised_on,
        valid_from
    from versions
)
select * from final
  )
;

