-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`analytics`.`rpt_payment_differences`
  as (
    with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
        and payment_difference_brl <> 0
),
final as (
    select
        order_id,
        order_status,
        purchase_month,
        item_count,
        gross_revenue_brl,
        paid_brl,
        payment_difference_brl
    from orders
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`analytics`.`rpt_payment_differences`
;

create or replace view `marketplace_catalog`.`analytics`.`rpt_payment_differences`
  as (
    with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
        and payment_difference_brl <> 0
),
final as (
    select
        order_id,
        order_status,
        purchase_month,
        item_count,
        gross_revenue_brl,
        paid_brl,
        payment_difference_brl
    from orders
)
select * from final
  )
;

