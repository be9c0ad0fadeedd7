"""Prints the expected headline and the accounting of a landing root."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from tests.python.oracle.expected import Expected, expect

ACCOUNTING = """
select
    feed,
    count(*),
    sum(landed)::bigint,
    sum(accepted)::bigint,
    sum(superseded)::bigint,
    sum(rejected)::bigint
from file_accounting
group by feed
order by feed
"""
REJECTS = """
select feed, rule, count(*)
from (select feed, unnest(rejects) as rule from outcomes)
group by all
order by all
"""
BROKEN_FILES = "select file, status, landed from file_accounting where status <> 'ok' order by all"


def shown(number: Decimal | int | None, decimals: int = 0) -> str:
    """A number with thousands separators."""
    return "none" if number is None else f"{number:,.{decimals}f}"


def report(expected: Expected) -> list[str]:
    """The lines that are printed."""
    headline = expected.headline
    lines = [
        f"Total revenue (INR)          {shown(headline.total_revenue_inr):>20}",
        f"Total quantity               {shown(headline.total_quantity):>20}",
        f"Unique customers             {shown(headline.unique_customers):>20}",
        f"Average selling price (INR)  {shown(headline.average_selling_price_inr, 4):>20}",
        "",
        f"{'feed':<24}"
        + "".join(
            f"{title:>12}" for title in ("files", "landed", "accepted", "superseded", "rejected")
        ),
    ]
    lines += [
        f"{feed:<24}" + "".join(f"{count:>12,}" for count in counts)
        for feed, *counts in expected.rows(ACCOUNTING)
    ]
    rejects = expected.rows(REJECTS)
    if rejects:
        lines += ["", "rejected because of (a row can break several rules)"]
        lines += [f"{feed:<24}{rule:<26}{count:>10,}" for feed, rule, count in rejects]
    broken = expected.rows(BROKEN_FILES)
    if broken:
        lines += ["", "files that are not ok"]
        lines += [f"{status:<14}{file} ({landed:,} rows)" for file, status, landed in broken]
    return lines


@click.command()
@click.argument("landing_root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("seeds", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(landing_root: Path, seeds: Path) -> None:
    """Print what the pipeline must produce from the files below LANDING_ROOT and SEEDS."""
    with expect(landing_root, seeds) as expected:
        click.echo("\n".join(report(expected)))


if __name__ == "__main__":
    main(prog_name="python -m tests.python.oracle")
