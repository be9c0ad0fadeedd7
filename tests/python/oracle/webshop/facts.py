"""Dimensions and facts of the web shop, from its winning rows and versions.

Choices:
- gross = quantity x price; discount = gross x percentage, rounded up to a whole unit of the
  currency; net = gross - discount; sale = net + tax. In the reporting currency gross, discount, net
  and tax are rounded to two places, half up, and the sale up to a whole unit.
- The rate is the latest on or before the day of the order; before the first one the first one
  counts, and the line says so. The reporting currency itself needs no rate. Without a rate the
  amounts in the reporting currency are null.
- A cancelled line is no revenue: its amounts are lost. A returned one was sold; what came back stands
  beside the revenue.
- A line is promoted when it has a coupon, whatever the promotion's validity.
- The customer and the product of a line are those of its last version that began on or before the
  day of the order, else of the first one. Reports by country and gender take the customer as they
  are now. Who ordered and is in no file is a placeholder; so is the partner of a line without
  customer.
- An order has the day, customer, channel and method of its first line (the lowest item_seq). It is
  cancelled when all its lines are, returned when all that are not cancelled are, else placed. Its
  amounts in its own currency are null where its lines have several.
- What is not known is `unknown` where it is a word of the shop, `Unknown` where it is a name.
"""

MONEY = "decimal(28, 2)"


def facts(reporting_currency: str) -> str:
    """SQL of the dimensions and facts.

    Args:
        reporting_currency: code of the currency that everything is shown in.
    """
    return f"""
create table dim_webshop_categories as
select category_code, coalesce(category_name, 'Unknown') as category_name from categories
order by category_code;

create table dim_webshop_brands as
select brand_code, coalesce(brand_name, 'Unknown') as brand_name, category_code from brands
order by brand_code;

create table dim_webshop_promotions as from promotions order by coupon_code;

create table exchange_rates_of_shop as
select * from exchange_rates where to_currency = '{reporting_currency}';

create table dim_webshop_products as
select
    product_id,
    sku,
    products.category_code,
    coalesce(dim_webshop_categories.category_name, 'Unknown') as category,
    products.brand_code,
    coalesce(dim_webshop_brands.brand_name, 'Unknown') as brand,
    color,
    size,
    material,
    weight_grams,
    length_cm,
    width_cm,
    height_cm,
    rating_count,
    false as is_placeholder
from products
left join dim_webshop_categories using (category_code)
left join dim_webshop_brands using (brand_code)
union all by name
select distinct product_id, 'Unknown' as category, 'Unknown' as brand, true as is_placeholder
from lines
where product_id not in (select product_id from products)
order by product_id;

create table customers_of_lines as
select
    seller,
    order_id,
    item_seq,
    coalesce(
        customer_id, case when seller = 'webshop' then 'unknown' else 'partner:' || seller end
    ) as customer_id
from lines;

create table dim_webshop_customers as
select
    customer_id,
    country_code,
    coalesce(country_names.country, 'Unknown') as country,
    state,
    gender,
    false as is_placeholder
from customers
left join country_names using (country_code)
union all by name
select distinct
    customer_id, 'Unknown' as country, 'unknown' as gender, true as is_placeholder
from customers_of_lines
where customer_id not in (select customer_id from customers)
order by customer_id;

create table rates_of_days as
select currency, order_date, rate, rate_date > order_date as is_rate_of_a_later_day
from (select distinct currency, order_date from lines)
join exchange_rates_of_shop on from_currency = currency
where currency <> '{reporting_currency}'
qualify row_number() over (
    partition by currency, order_date
    order by
        rate_date <= order_date desc,
        case when rate_date <= order_date then rate_date end desc,
        rate_date
) = 1
union all
select distinct currency, order_date, 1, false
from lines
where currency = '{reporting_currency}';

create table amounts as
select
    *,
    gross_amount - discount_amount as net_amount,
    gross_amount - discount_amount + tax_amount as sale_amount
from (
    select
        seller,
        order_id,
        item_seq,
        currency,
        order_date,
        cast(tax_amount as {MONEY}) as tax_amount,
        cast(quantity * unit_price as {MONEY}) as gross_amount,
        cast(
            ceil(
                cast(quantity * unit_price as decimal(22, 2))
                * cast(discount_pct as decimal(5, 2)) * 0.01
            ) as {MONEY}
        ) as discount_amount
    from lines
);

create table fct_webshop_order_lines as
select
    lines.seller,
    lines.order_id,
    lines.item_seq,
    lines.source_feed,
    customers_of_lines.customer_id,
    lines.product_id,
    coalesce(at_order.country_code, 'unknown') as country_code_at_order,
    coalesce(product_at_order.category_code, 'unknown') as category_code_at_order,
    lines.order_date,
    lines.ordered_at,
    lines.channel,
    lines.payment_method,
    lines.order_status,
    lines.order_status = 'cancelled' as is_cancelled,
    lines.order_status = 'returned' as is_returned,
    lines.coupon_code,
    lines.coupon_code is not null as is_promoted,
    lines.coupon_code is not null and promotions.coupon_code is null as is_coupon_unknown,
    coalesce(
        lines.order_date not between promotions.valid_from and promotions.valid_to, false
    ) as is_coupon_outside_validity,
    lines.quantity,
    lines.currency,
    lines.unit_price,
    lines.discount_pct,
    amounts.gross_amount,
    amounts.discount_amount,
    amounts.net_amount,
    amounts.tax_amount,
    amounts.sale_amount,
    rates_of_days.rate as exchange_rate,
    coalesce(is_rate_of_a_later_day, false) as is_rate_of_a_later_day,
    rates_of_days.rate is null as is_without_rate,
    in_reporting(amounts.gross_amount, rate) as gross,
    in_reporting(amounts.discount_amount, rate) as discount,
    in_reporting(amounts.net_amount, rate) as net,
    in_reporting(amounts.tax_amount, rate) as tax,
    cast(ceil(times(amounts.sale_amount, rate)) as {MONEY}) as sale
from lines
join customers_of_lines using (seller, order_id, item_seq)
join amounts using (seller, order_id, item_seq)
left join rates_of_days
    on rates_of_days.currency = lines.currency and rates_of_days.order_date = lines.order_date
left join promotions on promotions.coupon_code = lines.coupon_code
left join (
    {version_at_order("history_customers", "customer_id", "country_code")}
) as at_order using (seller, order_id, item_seq)
left join (
    {version_at_order("history_products", "product_id", "category_code")}
) as product_at_order using (seller, order_id, item_seq)
order by seller, order_id, item_seq;

create table fct_webshop_orders as
select
    seller,
    order_id,
    arg_min(customer_id, item_seq) as customer_id,
    arg_min(order_date, item_seq) as order_date,
    arg_min(channel, item_seq) as channel,
    arg_min(payment_method, item_seq) as payment_method,
    case
        when bool_and(is_cancelled) then 'cancelled'
        when bool_and(is_cancelled or is_returned) then 'returned'
        else 'placed'
    end as order_status,
    bool_and(is_cancelled) as is_cancelled,
    case when count(distinct currency) = 1 then min(currency) end as currency,
    greatest(
        count(distinct order_date), count(distinct customer_id), count(distinct currency)
    ) > 1 as has_differing_lines,
    count(*) as line_count,
    cast(sum(quantity) filter (not is_cancelled) as bigint) as unit_count,
    {own_amounts()},
    cast(coalesce(sum(gross) filter (not is_cancelled), 0) as {MONEY}) as gross,
    cast(coalesce(sum(discount) filter (not is_cancelled), 0) as {MONEY}) as discount,
    cast(coalesce(sum(net) filter (not is_cancelled), 0) as {MONEY}) as net,
    cast(coalesce(sum(tax) filter (not is_cancelled), 0) as {MONEY}) as tax,
    cast(coalesce(sum(sale) filter (not is_cancelled), 0) as {MONEY}) as sale,
    cast(coalesce(sum(net) filter (is_cancelled), 0) as {MONEY}) as lost_net,
    cast(coalesce(sum(net) filter (is_returned), 0) as {MONEY}) as returned_net,
    bool_or(is_promoted) as is_promoted,
    count(*) filter (is_without_rate) as lines_without_rate
from fct_webshop_order_lines
group by seller, order_id
order by seller, order_id;
"""


def own_amounts() -> str:
    """SQL of an order's amounts in its own currency; null where it has several."""
    return ",\n    ".join(
        f"case when count(distinct currency) = 1 then"
        f" cast(coalesce(sum({name}_amount) filter (not is_cancelled), 0) as {MONEY}) end"
        f" as {name}_amount"
        for name in ("gross", "discount", "net", "tax", "sale")
    )


def version_at_order(history: str, key: str, attribute: str) -> str:
    """SQL of what a record said on the day of each order line."""
    return f"""
    select seller, order_id, item_seq, history.{attribute}
    from lines
    join {history} as history using ({key})
    qualify row_number() over (
        partition by seller, order_id, item_seq
        order by
            cast(valid_from as date) <= order_date desc,
            case when cast(valid_from as date) <= order_date then valid_from end desc,
            valid_from
    ) = 1
    """


MACROS = f"""
create macro times(amount, rate) as cast(amount as decimal(20, 2)) * cast(rate as decimal(18, 8));

create macro in_reporting(amount, rate) as cast(round(times(amount, rate), 2) as {MONEY});
"""
