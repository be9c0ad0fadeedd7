"""The web shop's baseline: from its files to typed tables and the order lines in INR, by hand.

It reads with a declared schema and knows the spellings that stand in the files: a word for a
quantity, signs at prices and discounts, each partner's numbers, dates and words. It has no ledger,
no header check, no lineage, no quarantine, no history, no increment and no test, and it takes the
latest delivery of a line, not of an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Feed:
    """A folder of files.

    Attributes:
        name: of its bronze table.
        folder: below the landing root.
        schema: names, and types unless all columns are texts.
        delimiter: of CSV; none for a JSON object a line.
        lines: its order lines in the columns of all of them, where it has any.
        is_read_by_gold: whether the fact is made of it.
    """

    name: str
    folder: str
    schema: str
    delimiter: str = ","
    lines: str = ""
    is_read_by_gold: bool = False

    def read(self, spark: SparkSession, root: Path) -> DataFrame:
        """Its files, each row with the file and its time: the later one counts."""
        reader = spark.read.option("recursiveFileLookup", "true")
        path = str(root / self.folder)
        if self.delimiter:
            schema = ", ".join(f"{column} string" for column in self.schema.split(", "))
            files = reader.csv(path, schema=schema, header=True, sep=self.delimiter)
        else:
            files = reader.json(path, schema=self.schema)
        return files.selectExpr(
            "*", "_metadata.file_modification_time as delivered_at", "_metadata.file_path as file"
        )


SHOP_LINES = """
select
    'webshop' as seller,
    order_id,
    cast(item_seq as int) as item_seq,
    cast(dt as date) as order_date,
    customer_id,
    product_id,
    case lower(quantity)
        when 'one' then 1
        when 'two' then 2
        when 'three' then 3
        when 'four' then 4
        when 'five' then 5
        else cast(quantity as int)
    end as quantity,
    unit_price_currency as currency,
    cast(replace(unit_price, '$', '') as decimal(12, 2)) as unit_price,
    cast(replace(discount_pct, '%', '') as decimal(5, 2)) as discount_pct,
    cast(tax_amount as decimal(12, 2)) as tax_amount,
    channel,
    coupon_code,
    lower(coalesce(order_status, 'placed')) as order_status,
    payment_method,
    delivered_at,
    file
from {ecommerce_sales}
"""

API_LINES = """
select
    'webshop',
    order_id,
    item.item_seq,
    cast(substr(order_ts, 1, 10) as date),
    customer_id,
    item.product_id,
    item.quantity,
    unit_price_currency,
    item.unit_price,
    item.discount_pct,
    item.tax_amount,
    channel,
    coupon_code,
    lower(item.order_status),
    payment_method,
    delivered_at,
    file
from (select *, explode(items) as item from {api_orders}) as delivered
"""

KAUFWELT_LINES = """
select
    'kaufwelt',
    Bestellnummer,
    cast(Position as int),
    to_date(Bestelldatum, 'dd.MM.yyyy'),
    cast(null as string),
    Artikelnummer,
    cast(Menge as int),
    Waehrung,
    cast(replace(replace(Einzelpreis, '.', ''), ',', '.') as decimal(12, 2)),
    cast(Rabatt_Prozent as decimal(5, 2)),
    cast(replace(replace(Steuerbetrag, '.', ''), ',', '.') as decimal(12, 2)),
    'partner',
    cast(null as string),
    case Status
        when 'Storniert' then 'cancelled' when 'Zurückgesandt' then 'returned' else 'placed'
    end,
    case Zahlungsart when 'Kreditkarte' then 'Card' when 'Nachnahme' then 'COD' else Zahlungsart end,
    delivered_at,
    file
from {kaufwelt}
"""

DEALMART_LINES = """
select
    'dealmart',
    order_no,
    cast(line_no as int),
    to_date(order_date, 'MM/dd/yyyy'),
    customer_id,
    item_code,
    cast(qty as int),
    ccy,
    cast(replace(replace(price, '$', ''), ',', '') as decimal(12, 2)),
    cast(discount as decimal(5, 2)),
    cast(tax as decimal(12, 2)),
    'partner',
    coupon,
    lower(state),
    paid_by,
    delivered_at,
    file
from {dealmart}
"""

FEEDS = (
    Feed(
        "ecommerce_sales",
        "raw/ecommerce_sales",
        "dt, order_ts, customer_id, order_id, item_seq, product_id, quantity, unit_price_currency, "
        "unit_price, discount_pct, tax_amount, channel, coupon_code, order_status, payment_method",
        lines=SHOP_LINES,
        is_read_by_gold=True,
    ),
    Feed(
        "api_orders",
        "api/orders",
        "order_id string, order_ts string, customer_id string, unit_price_currency string, "
        "channel string, coupon_code string, payment_method string, items array<struct<"
        "item_seq: int, product_id: string, quantity: int, unit_price: decimal(12, 2), "
        "discount_pct: decimal(5, 2), tax_amount: decimal(12, 2), order_status: string>>",
        delimiter="",
        lines=API_LINES,
        is_read_by_gold=True,
    ),
    Feed(
        "kaufwelt",
        "partners/kaufwelt",
        "Bestellnummer, Position, Bestelldatum, Artikelnummer, Menge, Waehrung, Einzelpreis, "
        "Rabatt_Prozent, Steuerbetrag, Status, Zahlungsart",
        delimiter=";",
        lines=KAUFWELT_LINES,
        is_read_by_gold=True,
    ),
    Feed(
        "dealmart",
        "partners/dealmart",
        "order_no, line_no, order_date, customer_id, item_code, qty, ccy, price, discount, tax, "
        "coupon, state, paid_by",
        delimiter="|",
        lines=DEALMART_LINES,
        is_read_by_gold=True,
    ),
    Feed(
        "exchange_rates",
        "webshop/exchange_rates",
        "rate_date, from_currency, to_currency, rate",
        is_read_by_gold=True,
    ),
    Feed(
        "customers_delivered",
        "webshop/customers",
        "customer_id, phone, country_code, country, state, gender",
    ),
    Feed(
        "products_delivered",
        "webshop/products",
        "product_id, sku, category_code, brand_code, color, size, material, weight_grams, "
        "length_cm, width_cm, height_cm, rating_count",
    ),
    Feed("brands", "webshop/brands", "brand_code, brand_name, category_code"),
    Feed("categories", "webshop/categories", "category_code, category_name"),
    Feed("promotions", "webshop/promotions", "coupon_code, promotion_name, valid_from, valid_to"),
)

CUSTOMERS = """
select
    customer_id,
    upper(trim(country_code)) as country_code,
    state,
    case
        when lower(gender) in ('f', 'female') then 'female'
        when lower(gender) in ('m', 'male') then 'male'
        else 'unknown'
    end as gender
from (
    select *, row_number() over (partition by customer_id order by delivered_at desc, file desc) as age
    from {customers_delivered}
) as delivered
where age = 1
"""

CODE = """
case regexp_replace(upper({column}), '[^A-Z0-9]', '')
        when 'BOOKS' then 'BKS'
        when 'GROCERY' then 'GRCY'
        when 'TOYS' then 'TOY'
        else regexp_replace(upper({column}), '[^A-Z0-9]', '')
    end"""

PRODUCTS = """
with brand_names as (
    select {brand_code} as brand_code, max(trim(brand_name)) as brand from {{brands}} group by all
),

category_names as (
    select {category_code} as category_code, max(trim(category_name)) as category
    from {{categories}} group by all
),

typed as (
    select
        product_id,
        sku,
        {category_code} as category_code,
        {brand_code} as brand_code,
        color,
        size,
        case material
            when 'Coton' then 'Cotton'
            when 'Ruber' then 'Rubber'
            when 'Alumium' then 'Aluminium'
            else material
        end as material,
        try_cast(replace(weight_grams, 'g', '') as int) as weight_grams,
        try_cast(replace(length_cm, ',', '.') as decimal(10, 2)) as length_cm,
        try_cast(width_cm as decimal(10, 2)) as width_cm,
        try_cast(height_cm as decimal(10, 2)) as height_cm,
        abs(try_cast(rating_count as int)) as rating_count
    from {{products_delivered}}
)

select typed.*, brand_names.brand, category_names.category
from typed
left join brand_names on typed.brand_code = brand_names.brand_code
left join category_names on typed.category_code = category_names.category_code
""".format(
    brand_code=CODE.format(column="brand_code"), category_code=CODE.format(column="category_code")
)

LATEST_LINES = """
select * except (delivered_at, file, age)
from (
    select *, row_number() over (
        partition by seller, order_id, item_seq order by delivered_at desc, file desc
    ) as age
    from ({lines}) as delivered
) as aged
where age = 1
"""

# Products of amounts and percentages have no more than six places: nothing is rounded on the way.
FACT = """
with rates as (
    select
        from_currency,
        cast(rate_date as date) as valid_from,
        lead(cast(rate_date as date)) over (
            partition by from_currency order by cast(rate_date as date)
        ) as valid_until,
        cast(rate as decimal(14, 8)) as rate
    from {exchange_rates}
    where to_currency = 'INR'
),

discounted as (
    select
        *,
        cast(quantity * unit_price as decimal(16, 2)) as gross_amount,
        cast(
            ceil(cast(quantity * unit_price as decimal(16, 2)) * discount_pct * 0.01)
            as decimal(16, 2)
        ) as discount_amount
    from {order_lines}
),

valued as (
    select
        *,
        cast(gross_amount - discount_amount as decimal(16, 2)) as net_amount,
        cast(gross_amount - discount_amount + tax_amount as decimal(16, 2)) as sale_amount
    from discounted
)

select
    valued.*,
    rates.rate,
    cast(round(valued.gross_amount * rates.rate, 2) as decimal(18, 2)) as gross,
    cast(round(valued.discount_amount * rates.rate, 2) as decimal(18, 2)) as discount,
    cast(round(valued.net_amount * rates.rate, 2) as decimal(18, 2)) as net,
    cast(round(valued.tax_amount * rates.rate, 2) as decimal(18, 2)) as tax,
    cast(ceil(valued.sale_amount * rates.rate) as decimal(18, 2)) as sale
from valued
left join rates
    on
        valued.currency = rates.from_currency
        and valued.order_date >= rates.valid_from
        and (valued.order_date < rates.valid_until or rates.valid_until is null)
"""

HEADLINE = """
select
    count(*) as line_count,
    count(distinct seller, order_id) as order_count,
    sum(quantity) as unit_count,
    sum(sale) as sale,
    sum(net) as net,
    sum(tax) as tax,
    sum(discount) as discount
from {fct_order_lines}
where order_status <> 'cancelled'
"""


def order_lines(feeds: Sequence[Feed]) -> str:
    """The latest delivery of every line of some feeds."""
    return LATEST_LINES.replace(
        "{lines}", "union all".join(feed.lines for feed in feeds if feed.lines)
    )
