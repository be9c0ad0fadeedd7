-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`dim_companies`
  as (
    with
companies as (
    select * from `ecommerce_catalog`.`reference`.`companies`
),
final as (
    select
        company,
        company_name
    from companies
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`dim_companies`
;

create or replace view `ecommerce_catalog`.`analytics`.`dim_companies`
  as (
    with
companies as (
    select * from `ecommerce_catalog`.`reference`.`companies`
),
final as (
    select
        company,
        company_name
    from companies
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`dim_companies`
;

create or replace view `ecommerce_catalog`.`analytics`.`dim_companies`
  as (
    with
companies as (
    select * from `ecommerce_catalog`.`reference`.`companies`
),
final as (
    select
        company,
        company_name
    from companies
)
select * from final
  )
;

