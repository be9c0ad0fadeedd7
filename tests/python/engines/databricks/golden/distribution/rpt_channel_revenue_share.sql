-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
channels as (
    select
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by channel
),
final as (
    select
        channel,
        revenue_inr,
        quantity,
        cast(try_divide(revenue_inr, sum(revenue_inr) over ()) as decimal(18, 10)) as revenue_share
    from channels
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
channels as (
    select
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by channel
),
final as (
    select
        channel,
        revenue_inr,
        quantity,
        cast(try_divide(revenue_inr, sum(revenue_inr) over ()) as decimal(18, 10)) as revenue_share
    from channels
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
;

create or replace view `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
  as (
    with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`rpt_sales`
),
channels as (
    select
        channel,
        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by channel
),
final as (
    select
        channel,
        revenue_inr,
        quantity,
        cast(try_divide(revenue_inr, sum(revenue_inr) over ()) as decimal(18, 10)) as revenue_share
    from channels
)
select * from final
  )
;

