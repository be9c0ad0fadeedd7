"""Customers, products and prices: judged rows, and the reference tables that they make.

Choices:
- Every rule is judged on its own: a row is rejected with all the rules it breaks, sorted.
- Empty attributes are null. An empty sports_bar name makes the customer `Unknown - <city>`.
- A city is known if it is a raw city or a standard city of the seed; it becomes the standard
  spelling. A city of the customer seed is taken as it stands there.
- The crosswalk applies once, to sports_bar only, to products, prices and orders alike. A price
  keeps an id that is no number (prices have no placeholder); nothing can be ordered on it anyway.
- The variant is the text in the pair of parentheses at the end of a sports_bar product's name; the
  name is what is left, null without a name, the variant null without parentheses. Runs of spaces
  inside the name become one, before words are corrected.
- A name or category is corrected word by word (`Protien-rich` becomes `Protein-rich`).
- Prices are judged as they are stored, with two decimals: `0.004` is `price_zero`.
- The year of an atlon price is whole by its value (`2024.0` is 2024).
- Atlon: code empty is the only rule of customers and products (`customer_id_missing`,
  `product_id_missing`).
- Reference tables hold the accepted rows; the placeholder customer of orders is not among them.
"""

from __future__ import annotations

from tests.python.oracle.cleaning import UNKNOWN_PRODUCT, with_words_corrected

CUSTOMERS = """
create table judged_customers as
select
    'atlon' as company,
    'atlon/customers' as feed,
    file_number,
    line,
    clean(customer_code) as customer_id,
    clean(customer) as customer,
    cast(null as varchar) as city,
    clean(market) as market,
    clean(platform) as platform,
    clean(channel) as channel,
    case
        when row_status <> 'ok' then [row_status]
        else rules([case when clean(customer_code) is null then 'customer_id_missing' end])
    end as rejects,
    cast([] as varchar[]) as warnings
from raw_atlon_customers
union all by name
select
    'sports_bar' as company,
    'sports_bar/customers' as feed,
    file_number,
    line,
    customer_id,
    coalesce(name, 'Unknown') || ' - ' || city as customer,
    city,
    'India' as market,
    'Sports Bar' as platform,
    'Acquisition' as channel,
    case
        when row_status <> 'ok' then [row_status]
        else rules([
            case when customer_id is null then 'customer_id_missing' end,
            case when not is_digits(customer_id) and customer_id is not null
                then 'customer_id_not_numeric' end
        ])
    end as rejects,
    rules([case when row_status = 'ok' and is_city_unknown then 'city_unknown' end]) as warnings
from (
    select
        landed.* exclude (city),
        initcapped(single_spaced(landed.customer_name)) as name,
        coalesce(
            raw_names.city,
            standard_names.city,
            initcapped(clean(landed.city)),
            nullif(filled.city, ''),
            'Unknown'
        ) as city,
        clean(landed.city) is not null
            and raw_names.city is null
            and standard_names.city is null as is_city_unknown
    from (
        select * replace (clean(customer_id) as customer_id)
        from raw_sports_bar_customers
    ) as landed
    left join seed_city_names as raw_names
        on lower(raw_names.raw_city) = lower(clean(landed.city))
    left join (
        select distinct on (lower(city)) city from seed_city_names order by lower(city), city
    ) as standard_names
        on lower(standard_names.city) = lower(clean(landed.city))
    left join seed_customer_cities as filled
        on filled.company = 'sports_bar' and filled.customer_id = landed.customer_id
);
"""


def products_sql(words: list[tuple[str, ...]]) -> str:
    """SQL of the judged product rows, with the word seed written into it."""
    name = with_words_corrected("single_spaced(landed.product_name)", words)
    category = with_words_corrected("clean(landed.category)", words)
    return rf"""
create table judged_products as
select
    'atlon' as company,
    'atlon/products' as feed,
    file_number,
    line,
    clean(product_code) as product_id,
    clean(product) as product,
    clean(variant) as variant,
    clean(category) as category,
    clean(division) as division,
    case
        when row_status <> 'ok' then [row_status]
        else rules([case when clean(product_code) is null then 'product_id_missing' end])
    end as rejects
from raw_atlon_products
union all by name
select
    'sports_bar' as company,
    'sports_bar/products' as feed,
    file_number,
    line,
    case
        when is_digits(mapped_id) then mapped_id
        when mapped_id is not null then '{UNKNOWN_PRODUCT}'
    end as product_id,
    clean(regexp_replace(name, '\([^()]*\)$', '')) as product,
    clean(regexp_extract(name, '\(([^()]*)\)$', 1)) as variant,
    cleaned.category,
    coalesce(divisions.division, 'Other') as division,
    case
        when row_status <> 'ok' then [row_status]
        else rules([
            case when mapped_id is null then 'product_id_missing' end,
            case when name is null then 'product_name_missing' end
        ])
    end as rejects
from (
    select
        landed.* exclude (category),
        coalesce(crosswalk.product_id, clean(landed.product_id)) as mapped_id,
        {name} as name,
        initcapped({category}) as category
    from raw_sports_bar_products as landed
    left join seed_product_crosswalk as crosswalk
        on crosswalk.company = 'sports_bar'
        and crosswalk.source_product_id = clean(landed.product_id)
) as cleaned
left join seed_product_divisions as divisions
    on divisions.company = 'sports_bar'
    and lower(divisions.category) = lower(cleaned.category);
"""


PRICES = """
create table judged_prices as
select
    company,
    feed,
    file_number,
    line,
    product_id,
    price_month,
    price_year,
    price_inr,
    case
        when row_status <> 'ok' then [row_status]
        else rules([
            case when product_id is null then 'product_id_missing' end,
            case when company = 'sports_bar' and price_month is null
                then 'price_month_unparsable' end,
            case when company = 'atlon' and price_year is null then 'price_year_unparsable' end,
            case when price_inr is null then 'price_not_numeric' end,
            case when price_inr = 0 then 'price_zero' end
        ])
    end as rejects,
    rules([case when number < 0 then 'price_negative' end]) as warnings
from (
    select
        'atlon' as company,
        'atlon/gross_prices' as feed,
        file_number,
        line,
        row_status,
        clean(product_code) as product_id,
        cast(null as date) as price_month,
        case
            when is_whole(as_number(year)) and as_number(year) between 1900 and 2200
                then cast(as_number(year) as integer)
        end as price_year,
        as_number(price_inr) as number,
        as_money(as_number(price_inr)) as price_inr
    from raw_atlon_gross_prices
    union all by name
    select
        'sports_bar' as company,
        'sports_bar/gross_prices' as feed,
        file_number,
        line,
        row_status,
        coalesce(crosswalk.product_id, clean(landed.product_id)) as product_id,
        price_month_of(month) as price_month,
        cast(year(price_month_of(month)) as integer) as price_year,
        as_number(gross_price) as number,
        as_money(as_number(gross_price)) as price_inr
    from raw_sports_bar_gross_prices as landed
    left join seed_product_crosswalk as crosswalk
        on crosswalk.company = 'sports_bar'
        and crosswalk.source_product_id = clean(landed.product_id)
);
"""

# One row per reference row that is not rejected: its key, as text.
KEYED_REFERENCE = """
create table keyed_reference as
select feed, file_number, line, customer_id as key from judged_customers where rejects = []
union all
select feed, file_number, line, product_id from judged_products where rejects = []
union all
select feed, file_number, line, concat_ws(chr(31), product_id, coalesce(price_month::varchar, ''),
    price_year::varchar) from judged_prices where rejects = [];

create table reference_winners as
select
    feed,
    file_number,
    line,
    file_number = max(file_number) over (partition by feed) as is_active
from keyed_reference
qualify row_number() over (partition by feed, key order by file_number desc, line desc) = 1;
"""

REFERENCE_TABLES = """
create table customers as
select company, customer_id, customer, city, market, platform, channel, is_active
from judged_customers
join reference_winners using (feed, file_number, line)
order by company, customer_id;

create table products as
select company, product_id, product, variant, category, division, is_active
from judged_products
join reference_winners using (feed, file_number, line)
order by company, product_id;

create table prices as
select company, product_id, price_month, price_year, price_inr
from judged_prices
join reference_winners using (feed, file_number, line)
order by company, product_id, price_year, price_month;

create table yearly_prices as
select company, product_id, price_year, price_inr
from prices
qualify row_number() over (
    partition by company, product_id, price_year order by price_month desc nulls last
) = 1
order by company, product_id, price_year;
"""
