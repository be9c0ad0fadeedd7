"""The KPIs, each computed from the monthly sales.

Choices:
- Total revenue, unique customers and quantity of nothing are 0, means of nothing null. The
  revenue of a group is null if none of its rows has a price, else the sum of those that have one.
- Means of prices are DECIMAL(22, 6) and shares DECIMAL(22, 6) between 0 and 1, both divided as
  integers and rounded half up at the sixth decimal, so that no float is involved. Rows without a
  price are not in a mean; the share of a group without revenue is null.
- A customer that is in no customer file, such as the unknown one, has the channel `Unknown` and
  the name `Unknown`.
- Rankings hold every member: revenue descending (null last), then company and id.
- A variant is a group in its company and category; products without one are the group null.
- A product has a row for every year and price that it was sold at.
"""

UNKNOWN_MEMBER = "Unknown"

KPIS = f"""
create macro six_decimals(dividend, divisor) as cast(
    cast((2 * cast(dividend as hugeint) * 1000000 + divisor) // (2 * divisor) as decimal(28, 0))
    * cast(0.000001 as decimal(6, 6)) as decimal(22, 6)
);

create macro in_paise(money) as cast(money * 100 as hugeint);

create macro mean_of(prices) as
    six_decimals(in_paise(sum(prices)), 100 * cast(count(prices) as hugeint));

create macro bigint_sum(quantities) as cast(coalesce(sum(quantities), 0) as bigint);

create view sales as
select
    fct_distribution_monthly_sales.*,
    coalesce(customers.customer, '{UNKNOWN_MEMBER}') as customer,
    coalesce(customers.channel, '{UNKNOWN_MEMBER}') as channel,
    products.product,
    products.variant,
    products.category,
    products.division
from fct_distribution_monthly_sales
left join customers using (company, customer_id)
left join products using (company, product_id);

create table kpi_headline as
select
    cast(coalesce(sum(revenue_inr), 0) as decimal(38, 2)) as total_revenue_inr,
    bigint_sum(quantity) as total_quantity,
    count(distinct (company, customer_id)) as unique_customers,
    mean_of(price_inr) as average_selling_price_inr
from sales;

create table kpi_monthly_revenue as
select
    date,
    sum(revenue_inr) as revenue_inr,
    bigint_sum(quantity) as quantity,
    sum(revenue_inr) - lag(sum(revenue_inr)) over (order by date) as revenue_change_inr
from sales
group by date
order by date;

create table kpi_channel_share as
select
    channel,
    sum(revenue_inr) as revenue_inr,
    bigint_sum(quantity) as quantity,
    six_decimals(
        in_paise(sum(revenue_inr)),
        nullif((select in_paise(total_revenue_inr) from kpi_headline), 0)
    ) as revenue_share
from sales
group by channel
order by revenue_inr desc nulls last, channel;

create table kpi_top_products as
select
    row_number() over (
        order by revenue_inr desc nulls last, company, product_id
    ) as position,
    *
from (
    select
        company, product_id, product, variant, category, division,
        sum(revenue_inr) as revenue_inr, bigint_sum(quantity) as quantity
    from sales
    group by all
)
order by position;

create table kpi_top_customers as
select
    row_number() over (
        order by revenue_inr desc nulls last, company, customer_id
    ) as position,
    *
from (
    select
        company, customer_id, customer, channel,
        sum(revenue_inr) as revenue_inr, bigint_sum(quantity) as quantity
    from sales
    group by all
)
order by position;

create table kpi_variants as
select
    company,
    category,
    variant,
    count(distinct product_id) as product_count,
    bigint_sum(quantity) as quantity,
    sum(revenue_inr) as revenue_inr
from sales
group by company, category, variant
order by revenue_inr desc nulls last, company, category, variant;

create table kpi_price_quantity as
select
    company,
    product_id,
    product,
    variant,
    category,
    year(date) as year,
    price_inr,
    bigint_sum(quantity) as quantity,
    sum(revenue_inr) as revenue_inr
from sales
group by company, product_id, product, variant, category, year(date), price_inr
order by company, product_id, year;
"""
