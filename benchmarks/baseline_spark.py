"""Plain Spark SQL from the CSV files to the monthly fact.

Run by the benchmark in the environment of a lakehouse:
python -m benchmarks.baseline_spark <landing root> tables|gold

``tables`` writes bronze rows, clean order lines and the fact as Delta tables, ``gold`` the fact.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from pyspark.sql import SparkSession

from benchmarks.baseline_sql import (
    FACT,
    FEEDS,
    HEADLINE,
    ORDER_LINES,
    SPARK,
    headline,
    table_name,
)
from benchmarks.lakehouses import HEADLINE_MARK


def build(spark: SparkSession, root: str, *, writes_tables: bool) -> Mapping[str, str]:
    """Builds the fact. Returns the headline KPIs."""
    names = SPARK.names()

    def keep(name: str, schema: str, query: str) -> None:
        names[name] = f"{schema}.{name}"
        spark.sql(f"create schema if not exists {schema}")
        spark.sql(f"create table {names[name]} using delta as {query}")

    for feed, columns in FEEDS.items():
        name = table_name(feed)
        declared = ", ".join(f"{column} string" for column in columns)
        names[name] = f"{name}_csv"
        spark.sql(
            f"create temporary view {names[name]} ({declared}) using csv "
            f"options (path '{root}/{feed}', header 'true')"
        )
        if writes_tables:
            keep(name, "raw", f"select * from {names[name]}")
    lines = ORDER_LINES.format(**names)
    if writes_tables:
        keep("order_lines", "processed", lines)
    else:
        names["order_lines"] = f"({lines}) as order_lines"
    keep("monthly_sales", "analytics", FACT.format(**names))
    return headline(tuple(spark.sql(HEADLINE.format(fact=names["monthly_sales"])).collect()[0]))


def main(root: str, what: str) -> None:
    """Builds and prints the headline."""
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    kpis = build(spark, root, writes_tables=what == "tables")
    print(HEADLINE_MARK + json.dumps(kpis), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:3])
