-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_customers`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
customers as (
    select
        company,
        customer_id,
        customer_name,
        city,
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, customer_id, customer_name, city, channel
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, customer_id asc
        ) as revenue_rank,
        *
    from customers
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_top_customers`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_customers`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
customers as (
    select
        company,
        customer_id,
        customer_name,
        city,
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, customer_id, customer_name, city, channel
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, customer_id asc
        ) as revenue_rank,
        *
    from customers
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_top_customers`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_top_customers`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
customers as (
    select
        company,
        customer_id,
        customer_name,
        city,
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, customer_id, customer_name, city, channel
),
final as (
    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, customer_id asc
        ) as revenue_rank,
        *
    from customers
)
select * from final
  )
;

