-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_price_quantity`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        year,
        price_inr,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from sales
    group by company, product_id, product_name, variant, category, year, price_inr
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_price_quantity`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_price_quantity`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        year,
        price_inr,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from sales
    group by company, product_id, product_name, variant, category, year, price_inr
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_price_quantity`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_price_quantity`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
final as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        year,
        price_inr,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from sales
    group by company, product_id, product_name, variant, category, year, price_inr
)
select * from final
  )
;

