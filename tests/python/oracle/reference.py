"""Customers, products and prices: judged rows, and the reference tables that they make.

Choices:
- Every rule is judged on its own: a row is rejected with all the rules it breaks, sorted.
- Empty attributes are null. An empty sports_bar name makes the customer `Unknown - <city>`.
- A city is known if it is a raw city or a standard city of the seed; it becomes the standard
  spelling. A city of the customer seed is taken as it stands there.
- The crosswalk applies once, to sports_bar only, to products, prices and orders alike. A price
  keeps an id that is no number (prices have no placeholder); nothing can be ordered on it anyway.
- The variant is the text in the pair of parentheses at the end of a sports_bar product's name; the
  name is what is left, null without a name, the variant null without parentheses. The name is
  clean before words are corrected.
- A name or category is corrected word by word (`Protien-rich` becomes `Protein-rich`), one seed line
  after the other; both sides of a line are text. A word within a longer one is another word.
- Prices have two decimals: `0.004` is `price_too_precise`, not `price_zero`.
- The year of an atlon price has four digits, behind which a point and zeros may stand (`2024.0`).
- Atlon: code empty or damaged, or that of a line of totals, are the only rules of customers and
  products.
- Reference tables hold the accepted rows; the placeholder customer of orders is not among them.
"""

from __future__ import annotations

import re

from tests.python.oracle.cleaning import UNKNOWN_PRODUCT

CUSTOMERS = """
create table judged_customers as
select
    'atlon' as company,
    'atlon/customers' as feed,
    file_number,
    line,
    id(customer_code) as customer_id,
    word(customer) as customer,
    cast(null as varchar) as city,
    word(market) as market,
    word(platform) as platform,
    word(channel) as channel,
    case
        when row_status <> 'ok' then [row_status]
        else rules(id_rules(id(customer_code)) || [
            case when id(customer_code) is null then 'customer_id_missing' end
        ])
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
        else rules(id_rules(customer_id) || [
            case when customer_id is null then 'customer_id_missing' end,
            case when not is_digits(customer_id) and customer_id is not null
                then 'customer_id_not_numeric' end
        ])
    end as rejects,
    rules([case when row_status = 'ok' and is_city_unknown then 'city_unknown' end]) as warnings
from (
    select
        landed.* exclude (city),
        initcapped(word(landed.customer_name)) as name,
        coalesce(
            raw_names.city,
            standard_names.city,
            initcapped(word(landed.city)),
            nullif(filled.city, ''),
            'Unknown'
        ) as city,
        word(landed.city) is not null
            and raw_names.city is null
            and standard_names.city is null as is_city_unknown
    from (
        select * replace (id(customer_id) as customer_id)
        from raw_sports_bar_customers
    ) as landed
    left join seed_city_names as raw_names
        on lower(raw_names.raw_city) = lower(word(landed.city))
    left join (
        select distinct on (lower(city)) city from seed_city_names order by lower(city), city
    ) as standard_names
        on lower(standard_names.city) = lower(word(landed.city))
    left join seed_customer_cities as filled
        on filled.company = 'sports_bar' and filled.customer_id = landed.customer_id
);
"""


def corrected(text: str, words: list[tuple[str, ...]]) -> str:
    """The text with every misspelt word mended, in any case."""
    for misspelt, correct in words:
        mended = correct.replace("\\", r"\\")
        # a word that is taken out takes the space behind it along
        space = "" if correct else " ?"
        text = re.sub(rf"(?i)(?<!\w){re.escape(misspelt)}(?!\w){space}", mended, text)
    return text


PRODUCTS = rf"""
create table judged_products as
select
    'atlon' as company,
    'atlon/products' as feed,
    file_number,
    line,
    id(product_code) as product_id,
    word(product) as product,
    word(variant) as variant,
    word(category) as category,
    word(division) as division,
    case
        when row_status <> 'ok' then [row_status]
        else rules(id_rules(id(product_code)) || [
            case when id(product_code) is null then 'product_id_missing' end
        ])
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
        else rules(id_rules(delivered_id) || [
            case when mapped_id is null then 'product_id_missing' end,
            case when name is null then 'product_name_missing' end
        ])
    end as rejects
from (
    select
        landed.* exclude (category),
        id(landed.product_id) as delivered_id,
        coalesce(crosswalk.product_id, id(landed.product_id)) as mapped_id,
        corrected(word(landed.product_name)) as name,
        initcapped(corrected(word(landed.category))) as category
    from raw_sports_bar_products as landed
    left join seed_product_crosswalk as crosswalk
        on crosswalk.company = 'sports_bar'
        and crosswalk.source_product_id = id(landed.product_id)
) as cleaned
left join seed_product_divisions as divisions
    on divisions.company = 'sports_bar'
    and lower(divisions.category) = lower(cleaned.category);
"""


PRICES = r"""
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
        else rules(id_rules(delivered_id) || [
            case when product_id is null then 'product_id_missing' end,
            case when company = 'sports_bar' and price_month is null
                then 'price_month_unparsable' end,
            case when company = 'atlon' and price_year is null then 'price_year_unparsable' end,
            case when try_cast(number as decimal(18, 2)) is null then 'price_not_numeric' end,
            case when is_too_precise(number) then 'price_too_precise' end,
            case when price_inr = 0 then 'price_zero' end
        ])
    end as rejects,
    rules([case when number < 0 and price_inr is not null then 'price_negative' end]) as warnings
from (
    select
        'atlon' as company,
        'atlon/gross_prices' as feed,
        file_number,
        line,
        row_status,
        id(product_code) as delivered_id,
        id(product_code) as product_id,
        cast(null as date) as price_month,
        case
            when regexp_full_match(clean(year), '[0-9]{4}(\.0*)?')
                and cast(clean(year)[1:4] as integer) between 1900 and 2200
                then cast(clean(year)[1:4] as integer)
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
        id(landed.product_id) as delivered_id,
        coalesce(crosswalk.product_id, id(landed.product_id)) as product_id,
        price_month_of(month) as price_month,
        cast(year(price_month_of(month)) as integer) as price_year,
        as_number(gross_price) as number,
        as_money(as_number(gross_price)) as price_inr
    from raw_sports_bar_gross_prices as landed
    left join seed_product_crosswalk as crosswalk
        on crosswalk.company = 'sports_bar'
        and crosswalk.source_product_id = id(landed.product_id)
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
