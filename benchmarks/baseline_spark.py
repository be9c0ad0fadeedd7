"""Plain Spark SQL from the files to the fact of a line of business.

Run by the benchmark in the environment of a lakehouse:
python -m benchmarks.baseline_spark distribution|webshop <landing root> tables|gold

``tables`` writes bronze rows, clean order lines and the fact as Delta tables, ``gold`` the fact.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from benchmarks import baseline_sql, baseline_webshop
from benchmarks.headlines import DISTRIBUTION, WEBSHOP
from benchmarks.lakehouses import HEADLINE_MARK


class ByHand:
    """Views over files, and Delta tables, under the names that stand for them in the texts.

    ``names`` are what stands for the other expressions in them.
    """

    def __init__(
        self, spark: SparkSession, names: Mapping[str, str], *, writes_tables: bool
    ) -> None:
        self.spark = spark
        self.names = dict(names)
        self.writes_tables = writes_tables

    def bronze(self, name: str, files: DataFrame) -> None:
        """Files as they are; a table where all tables are written."""
        self.names[name] = f"{name}_files"
        files.createOrReplaceTempView(self.names[name])
        if self.writes_tables:
            self.keep(name, "raw", f"select * from {self.names[name]}")

    def silver(self, name: str, text: str) -> None:
        """Clean rows; a table where all tables are written, else a part of what reads it."""
        query = text.format(**self.names)
        if self.writes_tables:
            self.keep(name, "processed", query)
        else:
            self.names[name] = f"({query}) as {name}"

    def gold(self, name: str, text: str) -> None:
        """A table."""
        self.keep(name, "analytics", text.format(**self.names))

    def keep(self, name: str, schema: str, query: str) -> None:
        """Writes a table, which from then on is what the name stands for."""
        self.names[name] = f"{schema}.{name}"
        self.spark.sql(f"create schema if not exists {schema}")
        self.spark.sql(f"create table {self.names[name]} using delta as {query}")

    def row(self, text: str) -> dict[str, Any]:
        """The one row of a query."""
        (row,) = self.spark.sql(text.format(**self.names)).collect()
        return dict(row.asDict())


def build_distribution(spark: SparkSession, root: Path, *, writes_tables: bool) -> dict[str, Any]:
    """Builds the monthly fact. Returns the headline KPIs."""
    by_hand = ByHand(spark, baseline_sql.SPARK.names(), writes_tables=writes_tables)
    for feed, columns in baseline_sql.FEEDS.items():
        declared = ", ".join(f"{column} string" for column in columns)
        files = spark.read.csv(f"{root}/{feed}", schema=declared, header=True)
        by_hand.bronze(baseline_sql.table_name(feed), files)
    by_hand.silver("order_lines", baseline_sql.ORDER_LINES)
    by_hand.gold("monthly_sales", baseline_sql.FACT)
    by_hand.names["fact"] = by_hand.names["monthly_sales"]
    return dict(baseline_sql.headline(tuple(by_hand.row(baseline_sql.HEADLINE).values())))


def build_webshop(spark: SparkSession, root: Path, *, writes_tables: bool) -> dict[str, Any]:
    """Builds the order lines in INR, of the feeds that have files. Returns the headline."""
    by_hand = ByHand(spark, {}, writes_tables=writes_tables)
    feeds = [feed for feed in baseline_webshop.FEEDS if (root / feed.folder).is_dir()]
    for feed in feeds:
        if feed.is_read_by_gold or writes_tables:
            by_hand.bronze(feed.name, feed.read(spark, root))
    by_hand.silver("order_lines", baseline_webshop.order_lines(feeds))
    if writes_tables:
        by_hand.silver("customers", baseline_webshop.CUSTOMERS)
        by_hand.silver("products", baseline_webshop.PRODUCTS)
    by_hand.gold("fct_order_lines", baseline_webshop.FACT)
    return by_hand.row(baseline_webshop.HEADLINE)


BUILDS = {DISTRIBUTION.name: build_distribution, WEBSHOP.name: build_webshop}


def main(business: str, root: str, what: str) -> None:
    """Builds and prints the headline."""
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    values = BUILDS[business](spark, Path(root), writes_tables=what == "tables")
    print(HEADLINE_MARK + json.dumps(values, default=str), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
