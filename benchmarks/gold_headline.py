"""The one row of a table of gold, for the benchmark to compare.

Run by it in the environment of a lakehouse: python -m benchmarks.gold_headline <schema.table>
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

from benchmarks.lakehouses import HEADLINE_MARK


def main(table: str) -> None:
    """Prints the row."""
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    (row,) = spark.table(table).collect()
    print(HEADLINE_MARK + json.dumps(row.asDict(), default=str), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
