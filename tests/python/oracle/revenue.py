"""What all lines of business share, from the three oracles and the shop's exchange rates.

Choices:
- Months of distribution stand on their first day; its one market with a code is India.
- The marketplace sells in Brazil, in BRL; an order counts when it has an item and is not cancelled.
- The web shop's amounts are added up as its lines are valued, one by one; of the others the sum of a
  day is valued once.
- The rate of a day is the latest on or before it, before the first one the first one; what stands on
  no day has the last one.
"""

from __future__ import annotations

from pathlib import Path

from tests.python import oracle
from tests.python.oracle import marketplace, webshop
from tests.python.oracle.database import Database, connect

MONEY = "decimal(38, 2)"

REVENUE = f"""
create table own as
select
    'distribution' as line_of_business,
    date,
    'month' as period,
    case when market = 'India' then 'IN' else coalesce(market, 'Unknown') end as country,
    'INR' as currency,
    cast(null as bigint) as order_count,
    cast(sum(quantity) as bigint) as unit_count,
    cast(sum(revenue_inr) as {MONEY}) as net_amount,
    cast(null as {MONEY}) as net
from monthly_sales
group by all
union all by name
select
    'marketplace' as line_of_business,
    purchased_on as date,
    'day' as period,
    'BR' as country,
    'BRL' as currency,
    count(*) as order_count,
    cast(sum(item_count) as bigint) as unit_count,
    cast(sum(net_revenue_brl) as {MONEY}) as net_amount
from marketplace_orders
where not is_cancelled and item_count > 0
group by all
union all by name
select *, 'day' as period from fct_revenue_of_webshop;

create table rates_of_days as
select currency, date, rate_date, rate
from (select distinct currency, date, coalesce(date, date '9999-12-31') as day from own)
join (select * from exchange_rates where to_currency = getvariable('reporting')) as rates
    on rates.from_currency = currency
where currency <> getvariable('reporting')
qualify row_number() over (
    partition by currency, date
    order by rate_date <= day desc, abs(date_diff('day', rate_date, day))
) = 1
union all
select distinct currency, date, date '0001-01-01', 1
from own
where currency = getvariable('reporting');

create table fct_revenue as
select
    line_of_business,
    own.date,
    period,
    country,
    own.currency,
    order_count,
    unit_count,
    net_amount,
    coalesce(
        net, cast(round(cast(net_amount as decimal(20, 2)) * cast(rate as decimal(17, 8)), 2) as {MONEY})
    ) as net,
    getvariable('reporting') as reporting_currency,
    coalesce(rate_date > own.date, false) as is_rate_of_a_later_day,
    rate is null as is_without_rate
from own
left join rates_of_days as rates
    on own.currency = rates.currency and own.date is not distinct from rates.date;

create table rpt_revenue_by_line as
select
    line_of_business,
    cast(date_trunc('month', date) as date) as month,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(unit_count) as bigint) as unit_count,
    cast(sum(net) as {MONEY}) as net,
    reporting_currency,
    cast(coalesce(sum(unit_count) filter (is_rate_of_a_later_day), 0) as bigint)
        as units_by_a_later_rate,
    cast(coalesce(sum(order_count) filter (is_without_rate), 0) as bigint) as orders_without_rate,
    cast(coalesce(sum(unit_count) filter (is_without_rate), 0) as bigint) as units_without_rate,
    coalesce(string_agg(distinct currency, ', ' order by currency) filter (is_without_rate), '')
        as currencies_without_rate
from fct_revenue
group by all;

create table rpt_webshop_summary as
unpivot (
    select
        cast(coalesce(sale, 0) as {MONEY}) as sale,
        cast(coalesce(net, 0) as {MONEY}) as net,
        cast(order_count as {MONEY}) as order_count,
        cast(coalesce(unit_count, 0) as {MONEY}) as unit_count,
        cast(lines_without_rate as {MONEY}) as lines_without_rate
    from rpt_webshop_headline
) on columns(*) into name name value value;
"""


def expect(landing: Path, seeds: Path, reporting_currency: str = "INR") -> Database:
    """Computes fct_revenue, rpt_revenue_by_line and rpt_webshop_summary from delivered files.

    Args:
        landing: a landing root with the files of all lines of business, the only deliveries.
        seeds: the folder with the project's seeds.
        reporting_currency: code of the currency that everything is added up in.
    """
    connection = connect()
    with (
        oracle.expect(landing, seeds) as distribution,
        marketplace.expect(landing) as market,
        webshop.expect(landing, seeds, reporting_currency) as shop,
    ):
        parts = {
            "monthly_sales": distribution.connection.sql(
                "select date, market, quantity, revenue_inr from fct_distribution_monthly_sales"
                " left join customers using (company, customer_id)"
            ),
            "marketplace_orders": market.connection.table("fct_marketplace_orders"),
            **{
                name: shop.connection.table(name)
                for name in ("fct_revenue_of_webshop", "exchange_rates", "rpt_webshop_headline")
            },
        }
        for name, relation in parts.items():
            connection.register("incoming", relation.to_arrow_table())
            connection.execute(f"create table {name} as from incoming")
            connection.unregister("incoming")
    connection.execute(f"set variable reporting = '{reporting_currency}'")
    connection.execute(REVENUE)
    return Database(connection)
