-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_variant_performance`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        category,
        variant,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity,
        count(distinct product_id) as product_count
    from sales
    group by company, category, variant
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_variant_performance`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_variant_performance`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        category,
        variant,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity,
        count(distinct product_id) as product_count
    from sales
    group by company, category, variant
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_variant_performance`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_variant_performance`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        category,
        variant,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity,
        count(distinct product_id) as product_count
    from sales
    group by company, category, variant
)
select * from final
  )
;

