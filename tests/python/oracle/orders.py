"""Order lines of both companies: judged, one outcome each, and summed to months.

Choices:
- Every rule is judged on its own (`-0.5` is neither whole nor positive). A missing quantity is
  only missing, one that is no number is only that. A missing product is not also unknown.
- Nothing can be ordered on the placeholder product: an order of `999999` is `product_unknown`.
- A trillion units or more are no number, more than 100,000 no quantity of one line.
- A product that has left the newest product file is still a product.
- A customer that is empty, no number or the placeholder itself is warned (`customer_unknown`). Where
  the customer is a part of the line's key (atlon), a damaged one is `key_damaged` instead: the line
  counts for nobody.
- Quantities and dates are compared by value: `46.0` on `01-07-2025` repeats `46` on `2025/07/01`.
- The price of a month is that of its calendar year, of the product after the crosswalk.
"""

from __future__ import annotations

from tests.python.oracle.cleaning import UNKNOWN_CUSTOMER, UNKNOWN_PRODUCT

# Parsing is what costs: every text is parsed once, not once a row.
PARSED_TEXTS = """
create table parsed_order_dates as
select input, order_date_of(input) as order_date
from (select distinct order_placement_date as input from raw_sports_bar_orders);

create table parsed_quantities as
select
    input,
    clean(input) as quantity_text,
    case when abs(as_number(input)) < 1000000000000 then as_number(input) end as number
from (
    select order_qty as input from raw_sports_bar_orders
    union
    select sold_quantity from raw_atlon_orders
);

create table parsed_months as
select input, year_first(clean(input), '-') as order_date
from (select distinct date as input from raw_atlon_orders);

create table parsed_customers as
select input, known_customer(input) as customer_id
from (
    select customer_id as input from raw_sports_bar_orders
    union
    select customer_code from raw_atlon_orders
);
"""

ORDERS = f"""
create table judged_orders as
select
    lines.* exclude (row_status, number, damaged_customer),
    case
        when row_status = 'ok' and is_whole(number) then cast(number as bigint)
    end as quantity,
    case
        when row_status <> 'ok' then [row_status]
        else rules(id_rules(order_id) || id_rules(delivered_product_id) || id_rules(damaged_customer) || [
            case when lines.company = 'sports_bar' and order_id is null
                then 'order_id_missing' end,
            case when order_date is null then 'order_date_unparsable' end,
            case when delivered_product_id is null then 'product_id_missing' end,
            case when lines.product_id is not null and products.product_id is null
                then 'product_unknown' end,
            case when quantity_text is null then 'quantity_missing' end,
            case when quantity_text is not null and number is null then 'quantity_not_numeric' end,
            case when not is_whole(number) then 'quantity_not_whole' end,
            case when number <= 0 then 'quantity_not_positive' end,
            case when number > 100000 then 'quantity_implausible' end
        ])
    end as rejects,
    rules([
        case when row_status = 'ok' and damaged_customer is null
            and lines.customer_id = '{UNKNOWN_CUSTOMER}'
            then 'customer_unknown' end
    ]) as warnings
from (
    select
        'atlon' as company,
        'atlon/orders' as feed,
        file_number,
        line,
        row_status,
        cast(null as varchar) as order_id,
        dates.order_date,
        customers.customer_id,
        case when is_damaged(id(landed.customer_code)) then id(landed.customer_code) end
            as damaged_customer,
        id(product_code) as delivered_product_id,
        id(product_code) as product_id,
        quantities.quantity_text,
        quantities.number
    from raw_atlon_orders as landed
    left join parsed_months as dates on dates.input = landed.date
    left join parsed_customers as customers on customers.input = landed.customer_code
    left join parsed_quantities as quantities on quantities.input = landed.sold_quantity
    union all by name
    select
        'sports_bar' as company,
        'sports_bar/orders' as feed,
        file_number,
        line,
        row_status,
        id(order_id) as order_id,
        dates.order_date,
        customers.customer_id,
        cast(null as varchar) as damaged_customer,
        id(landed.product_id) as delivered_product_id,
        coalesce(crosswalk.product_id, id(landed.product_id)) as product_id,
        quantities.quantity_text,
        quantities.number
    from raw_sports_bar_orders as landed
    left join parsed_order_dates as dates on dates.input = landed.order_placement_date
    left join parsed_customers as customers on customers.input = landed.customer_id
    left join parsed_quantities as quantities on quantities.input = landed.order_qty
    left join seed_product_crosswalk as crosswalk
        on crosswalk.company = 'sports_bar'
        and crosswalk.source_product_id = id(landed.product_id)
) as lines
left join products
    on products.company = lines.company
    and products.product_id = lines.product_id
    and not (lines.company = 'sports_bar' and lines.product_id = '{UNKNOWN_PRODUCT}');
"""

# Of every key the last file that has a valid line wins whole; of its lines the first of each
# content counts. The key of sports_bar is (order, product as delivered), that of atlon
# (date, product, customer); the content is (date, customer, quantity) for both.
ORDER_WINNERS = """
create table order_winners as
select feed, file_number, line
from (
    select
        *,
        case company
            when 'sports_bar' then concat_ws(chr(31), order_id, delivered_product_id)
            else concat_ws(chr(31), order_date::varchar, delivered_product_id, customer_id)
        end as line_key
    from judged_orders
    where rejects = []
)
qualify
    file_number = max(file_number) over (partition by feed, line_key)
    and row_number() over (
        partition by feed, line_key, file_number, order_date, customer_id, quantity order by line
    ) = 1;
"""

OUTCOMES = """
create table judged as
select feed, file_number, line, rejects, warnings from judged_customers
union all
select feed, file_number, line, rejects, cast([] as varchar[]) from judged_products
union all
select feed, file_number, line, rejects, warnings from judged_prices
union all
select feed, file_number, line, rejects, warnings from judged_orders;

create table winners as
select feed, file_number, line from reference_winners
union all
select feed, file_number, line from order_winners;

create table outcomes as
select
    judged.feed,
    deliveries.file,
    deliveries.modified_at_ms,
    deliveries.size_bytes,
    judged.line,
    landed.row,
    case
        when judged.rejects <> [] then 'rejected'
        when winners.line is not null then 'accepted'
        else 'superseded'
    end as outcome,
    judged.rejects,
    judged.warnings,
    landed.raw
from judged
join landed using (feed, file_number, line)
join deliveries using (feed, file_number)
left join winners using (feed, file_number, line)
order by judged.feed, judged.file_number, judged.line;

create table file_accounting as
select
    deliveries.feed,
    deliveries.file,
    deliveries.modified_at_ms,
    deliveries.size_bytes,
    deliveries.status,
    cast(deliveries.landed as bigint) as landed,
    count(*) filter (outcomes.outcome = 'accepted') as accepted,
    count(*) filter (outcomes.outcome = 'superseded') as superseded,
    count(*) filter (outcomes.outcome = 'rejected') as rejected
from deliveries
left join outcomes using (feed, file, modified_at_ms, size_bytes)
group by all
order by deliveries.feed, deliveries.modified_at_ms, deliveries.file, deliveries.size_bytes;
"""

SALES = """
create table order_lines as
select
    company,
    order_id,
    order_date,
    customer_id,
    delivered_product_id,
    product_id,
    quantity,
    feed,
    deliveries.file,
    line
from judged_orders
join order_winners using (feed, file_number, line)
join deliveries using (feed, file_number)
order by company, feed, file_number, line;

create table fct_distribution_monthly_sales as
select
    sales.*,
    yearly_prices.price_inr,
    cast(sales.quantity * yearly_prices.price_inr as decimal(38, 2)) as revenue_inr
from (
    select
        company,
        cast(date_trunc('month', order_date) as date) as date,
        product_id,
        customer_id,
        cast(sum(quantity) as bigint) as quantity
    from order_lines
    group by all
) as sales
left join yearly_prices
    on yearly_prices.company = sales.company
    and yearly_prices.product_id = sales.product_id
    and yearly_prices.price_year = year(sales.date)
order by all;
"""
