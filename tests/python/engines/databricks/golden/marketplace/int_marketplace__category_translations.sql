-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_history`
    where is_current
),
final as (
    select
        category_name,
        category_name_english,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_history`
    where is_current
),
final as (
    select
        category_name,
        category_name_english,
        valid_from
    from versions
)
select * from final
  )
;

