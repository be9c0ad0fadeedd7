-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_history`
    where is_current
),
final as (
    select
        order_id,
        payment_sequential,
        payment_type,
        installment_count,
        value_brl,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_history`
    where is_current
),
final as (
    select
        order_id,
        payment_sequential,
        payment_type,
        installment_count,
        value_brl,
        valid_from
    from versions
)
select * from final
  )
;

