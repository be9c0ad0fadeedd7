"""DuckDB from the CSV files to the monthly fact in Parquet: the bound of one machine.

Run by the benchmark:
python -m benchmarks.baseline_duckdb <landing root> <output folder> <threads>

It writes what baseline_spark.py writes in its ``tables`` form.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from benchmarks.baseline_sql import (
    DUCKDB,
    FACT,
    FEEDS,
    HEADLINE,
    ORDER_LINES,
    headline,
    table_name,
)
from benchmarks.lakehouses import HEADLINE_MARK


def build(root: Path, out: Path, threads: int) -> Mapping[str, str]:
    """Builds the fact. Returns the headline KPIs."""
    names = DUCKDB.names()
    out.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect(config={"threads": threads})
    # rows need no order: no table of the other baselines keeps one
    database.execute("set preserve_insertion_order = false")

    def keep(name: str, query: str) -> None:
        names[name] = f"'{out / name}.parquet'"
        database.execute(f"copy ({query}) to {names[name]} (format parquet)")

    for feed, columns in FEEDS.items():
        declared = ", ".join(f"'{column}': 'varchar'" for column in columns)
        keep(
            table_name(feed),
            f"select * from read_csv('{root}/{feed}/*.csv', columns = {{{declared}}}, "
            "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')",
        )
    keep("order_lines", ORDER_LINES.format(**names))
    keep("monthly_sales", FACT.format(**names))
    row = database.execute(HEADLINE.format(fact=names["monthly_sales"])).fetchone()
    assert row is not None
    return headline(row)


def main(root: str, out: str, threads: str) -> None:
    """Builds and prints the headline."""
    kpis = build(Path(root), Path(out), int(threads))
    print(HEADLINE_MARK + json.dumps(kpis), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
