-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__customers`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers_history`
    where is_current
),
final as (
    select
        customer_id,
        customer_unique_id,
        zip_code_prefix,
        city,
        state,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__customers`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__customers`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers_history`
    where is_current
),
final as (
    select
        customer_id,
        customer_unique_id,
        zip_code_prefix,
        city,
        state,
        valid_from
    from versions
)
select * from final
  )
;

