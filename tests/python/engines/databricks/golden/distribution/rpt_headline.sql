-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_headline`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
final as (
    select
        sum(revenue_inr) as total_revenue_inr,
        sum(quantity) as total_quantity,
        count(distinct customer_key) as unique_customer_count,
        cast(sum(price_inr) / count(price_inr) as decimal(28, 10)) as average_selling_price_inr
    from sales
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_headline`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_headline`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
final as (
    select
        sum(revenue_inr) as total_revenue_inr,
        sum(quantity) as total_quantity,
        count(distinct customer_key) as unique_customer_count,
        cast(sum(price_inr) / count(price_inr) as decimal(28, 10)) as average_selling_price_inr
    from sales
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_headline`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_headline`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
final as (
    select
        sum(revenue_inr) as total_revenue_inr,
        sum(quantity) as total_quantity,
        count(distinct customer_key) as unique_customer_count,
        cast(sum(price_inr) / count(price_inr) as decimal(28, 10)) as average_selling_price_inr
    from sales
)
select * from final
  )
;

