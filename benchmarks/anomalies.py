"""What models/operations/anomalies finds of anomalies that were made, and what it finds without any.

The models' own SQL, rendered without dbt, reads what simulator.anomalies says that the ledger, the
accounting and the sold lines would hold.
"""

from __future__ import annotations

import csv
import datetime
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.errors import BenchmarkError
from orchestration.setup.render import PROJECT
from simulator.anomalies import BUSINESS, KINDS, SELLERS, History, Plan, Record, feed_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FOLDER = PROJECT / "models" / "operations" / "anomalies"
# in the order in which they read each other; sold_lines is what is made
MODELS = (
    "daily_sales_metrics",
    "daily_price_metrics",
    "daily_metrics",
    "expected_metrics",
    "anomalies",
)
LIMITS = PROJECT / "seeds" / "anomaly_limits.csv"
DAYS_OF_MONTH = 30


@dataclass(frozen=True)
class Alarm:
    """A row of anomalies."""

    day: datetime.date
    subject: str
    metric: str
    reason: str
    severity: str


@dataclass(frozen=True)
class Score:
    """What was found.

    Attributes:
        made, found: anomalies by kind.
        alarms: days and subjects with an alarm, true: those that an anomaly may show in.
        clean_days: how many days nothing was wrong with.
        false_alarms: days and subjects with an alarm that nothing stands behind, with the metrics.
        seen_by: which metrics showed each kind.
    """

    made: Counter[str]
    found: Counter[str]
    alarms: int
    clean_days: int
    false_alarms: dict[tuple[datetime.date, str], list[str]]
    seen_by: dict[str, Counter[str]]

    @property
    def recall(self) -> float:
        """Of the anomalies that were made, the share that was found."""
        return self.found.total() / self.made.total() if self.made.total() else 1.0

    @property
    def precision(self) -> float:
        """Of the days and subjects with an alarm, the share that something stands behind."""
        return 1 - len(self.false_alarms) / self.alarms if self.alarms else 1.0

    @property
    def false_alarms_a_month(self) -> float:
        """In thirty clean days."""
        return len(self.false_alarms) * DAYS_OF_MONTH / self.clean_days


def find(spark: SparkSession, history: History, record: Record, folder: Path) -> list[Alarm]:
    """Runs the models over a history, whose tables are written to a folder."""
    tables = {
        "row_accounting": record.row_accounting,
        "sold_lines": record.sold_lines,
        "special_days": list(history.special_days()),
    }
    for name, rows in tables.items():
        pq.write_table(
            pa.Table.from_pylist(rows), folder / f"{name}.parquet", coerce_timestamps="us"
        )
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    with LIMITS.open(encoding="utf-8", newline="") as file:
        limits = [typed(row) for row in csv.DictReader(file)]
    spark.createDataFrame(
        limits,
        "subject string, metric string, scale string, direction string, least_sigma double,"
        " warn_at double, severe_at double, week_at double",
    ).createOrReplaceTempView("anomaly_limits")
    for model in MODELS:
        sql = rendered(model)
        if model in ("daily_metrics", "expected_metrics"):
            # read by others more than once
            spark.sql(sql).write.mode("overwrite").parquet(str(folder / f"{model}.parquet"))
            spark.read.parquet(str(folder / f"{model}.parquet")).createOrReplaceTempView(model)
        else:
            spark.sql(sql).createOrReplaceTempView(model)
    found = spark.sql("select day, subject, metric, reason, severity from anomalies").collect()
    return [Alarm(*row) for row in found]


def rendered(model: str) -> str:
    """A model's SQL with its inputs by their own names."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    text = (FOLDER / f"{model}.sql").read_text(encoding="utf-8")
    feeds = [{"feed": feed_of(seller), "line": BUSINESS} for seller in SELLERS]
    return environment.from_string(text).render(ref=lambda name: name, feeds=lambda: feeds)


def typed(row: dict[str, str]) -> tuple[Any, ...]:
    """A line of the limits as the seed's types have it."""
    numbers = [
        float(row[name]) if row[name] else None
        for name in ("least_sigma", "warn_at", "severe_at", "week_at")
    ]
    return (row["subject"], row["metric"], row["scale"], row["direction"], *numbers)


def score(record: Record, alarms: Sequence[Alarm], first_day: datetime.date) -> Score:
    """Compares alarms from a day on with what was made."""
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    seen_by: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    told: dict[tuple[datetime.date, str], list[str]] = {}
    for alarm in alarms:
        if alarm.day >= first_day:
            told.setdefault((alarm.day, alarm.subject), []).append(
                f"{alarm.metric} ({alarm.reason})"
            )
    explained: set[tuple[datetime.date, str]] = set()
    for anomaly in record.anomalies:
        shown = {(day, subject) for subject, day in anomaly.shows} & told.keys()
        explained |= shown
        made[anomaly.kind] += 1
        found[anomaly.kind] += bool(shown)
        seen_by[anomaly.kind].update({word.split(" ")[0] for each in shown for word in told[each]})
    false = {each: told[each] for each in sorted(told.keys() - explained)}
    return Score(made, found, len(told), len(record.clean_days), false, seen_by)


def measure_anomalies(spark: SparkSession, plan: Plan, folder: Path) -> Score:
    """Makes a history and judges what is found in it. The folder must exist."""
    history = History(plan)
    record = history.record()
    alarms = find(spark, history, record, folder)
    if not record.clean_days:
        raise BenchmarkError("There is no clean day. Mend: give --clean-days.")
    return score(record, alarms, history.world.day(plan.warm_up))


def measure_alone(plan: Plan) -> dict[str, Any]:
    """The same in a Spark session of its own, said while it goes. Returns the figures."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    # a hundred thousand rows pay for it
    spark.conf.set("spark.sql.codegen.wholeStage", "true")
    spark.conf.set("spark.sql.codegen.factoryMode", "FALLBACK")
    spark.conf.set("spark.sql.adaptive.enabled", "true")
    with tempfile.TemporaryDirectory() as folder:
        result = measure_anomalies(spark, plan, Path(folder))
    spark.stop()
    for line in lines_of(result):
        print(line)
    return {
        "plan": asdict(plan),
        "made": dict(result.made),
        "found": dict(result.found),
        "recall": result.recall,
        "precision": result.precision,
        "false_alarms": [
            f"{day} {subject}: {', '.join(metrics)}"
            for (day, subject), metrics in result.false_alarms.items()
        ],
        "false_alarms_a_month": result.false_alarms_a_month,
    }


def lines_of(result: Score) -> list[str]:
    """A score for people."""
    lines = [f"{'kind':<16} {'made':>5} {'found':>6}  seen by"]
    for kind in KINDS:
        if result.made[kind]:
            seen = ", ".join(
                f"{name} {count}" for name, count in result.seen_by[kind].most_common(4)
            )
            lines.append(f"{kind:<16} {result.made[kind]:>5} {result.found[kind]:>6}  {seen}")
    lines.append(
        f"recall {result.recall:.1%}, precision {result.precision:.1%}; on {result.clean_days:,} clean days "
        f"{len(result.false_alarms):,} false alarms, {result.false_alarms_a_month:.2f} a month"
    )
    return lines
