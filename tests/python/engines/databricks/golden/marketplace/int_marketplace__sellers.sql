-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__sellers`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__sellers_history`
    where is_current
),
final as (
    select
        seller_id,
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

describe extended `marketplace_catalog`.`processed`.`int_marketplace__sellers`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__sellers`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__sellers_history`
    where is_current
),
final as (
    select
        seller_id,
        zip_code_prefix,
        city,
        state,
        valid_from
    from versions
)
select * from final
  )
;

