-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_products`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
products as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        division,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, product_id, product_name, variant, category, division
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, product_id asc
        ) as revenue_rank,
        *
    from products
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_top_products`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_products`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
products as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        division,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, product_id, product_name, variant, category, division
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, product_id asc
        ) as revenue_rank,
        *
    from products
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_top_products`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_products`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
products as (
    select
        company,
        product_id,
        product_name,
        variant,
        category,
        division,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, product_id, product_name, variant, category, division
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, product_id asc
        ) as revenue_rank,
        *
    from products
)
select * from final
  )
;

