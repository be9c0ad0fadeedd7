-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
monthly as (
    select
        month,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by month
),
final as (
    select
        month,
        revenue_inr,
        quantity,
        revenue_inr - lag(revenue_inr) over (order by month) as revenue_change_inr
    from monthly
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
monthly as (
    select
        month,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by month
),
final as (
    select
        month,
        revenue_inr,
        quantity,
        revenue_inr - lag(revenue_inr) over (order by month) as revenue_change_inr
    from monthly
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
monthly as (
    select
        month,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by month
),
final as (
    select
        month,
        revenue_inr,
        quantity,
        revenue_inr - lag(revenue_inr) over (order by month) as revenue_change_inr
    from monthly
)
select * from final
  )
;

