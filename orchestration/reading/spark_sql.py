"""Spark SQL in DuckDB's words: sqlglot translates, and what it does not know is mended here.

A test compares all reports, row by row, with what Spark answers (make test-dashboards).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import sqlglot
from sqlglot import exp
from sqlglot.dialects.databricks import Databricks
from sqlglot.parsers.databricks import DatabricksParser

# as exact as a quotient of amounts has to be before it is rounded
EXACT = "decimal(38, 10)"


class SparkSql(Databricks):
    """Spark SQL with all arguments of its functions."""

    class Parser(DatabricksParser):
        """sqlglot takes two of the three that `percentile` can have."""

        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: parse
            for name, parse in DatabricksParser.FUNCTION_PARSERS.items()
            if name != "PERCENTILE"
        }


def parsed(sql: str) -> exp.Expression:
    """A statement in Spark SQL as a tree."""
    return cast(exp.Expression, sqlglot.parse_one(sql, read=SparkSql))


def names_in(tree: exp.Expression) -> set[str]:
    """The tables and views that a statement reads, as it writes them; not its own CTEs."""
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if table.db or table.name not in ctes:
            found.add(f"{table.db}.{table.name}" if table.db else table.name)
    return {name for name in found if name}


def translated(tree: exp.Expression, places: Mapping[str, str] | None = None) -> str:
    """A statement for DuckDB.

    Args:
        tree: the statement.
        places: where tables stand, by their names in it; others stand where it says.
    """
    mended = tree.copy()
    for table in list(mended.find_all(exp.Table)):
        place = (places or {}).get(f"{table.db}.{table.name}")
        if place:
            schema, name = place.split(".", 1)
            table.set("db", exp.to_identifier(schema, quoted=True))
            table.set("this", exp.to_identifier(name, quoted=True))
            table.set("catalog", None)
    return mended.transform(mend).sql(dialect="duckdb")


def mend(node: exp.Expression) -> exp.Expression:
    """One node, as DuckDB has to hear it to answer what Spark answers."""
    if isinstance(node, exp.Aliases) and isinstance(node.this, exp.Stack):
        return rows_of_stack(node)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "btrim":
        return exp.Trim(this=node.expressions[0].transform(mend))
    if isinstance(node, exp.Anonymous) and node.name.lower() == "get":
        # Spark counts from 0, DuckDB from 1; both have nothing behind the end
        values, place = (each.transform(mend) for each in node.expressions)
        return exp.Anonymous(this="list_extract", expressions=[values, exp.Paren(this=place + 1)])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "percentile":
        return percentile(*(each.transform(mend) for each in node.expressions))
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.ArrayUniqueAgg):
        # sqlglot filters nothings out by a second filter, which DuckDB refuses
        value, condition = node.this.this.transform(mend), node.expression.this.transform(mend)
        return set_of(value, condition)
    if isinstance(node, exp.ArrayUniqueAgg):
        return set_of(node.this.transform(mend))
    if isinstance(node, exp.TsOrDsAdd) and node.text("unit").upper() == "DAY":
        # a date and some days are a date in Spark, a time in DuckDB
        return exp.cast(exp.TsOrDsAdd(**{**node.args, "this": node.this.transform(mend)}), "date")
    if isinstance(node, exp.GenerateSeries) and not (
        node.args.get("step") or node.args["start"].is_number
    ):
        return days_between(node)
    if isinstance(node, exp.Cast) and node.to.is_type("decimal"):
        return with_exact_division(node)
    return node


def days_between(node: exp.GenerateSeries) -> exp.Expression:
    """Spark's `sequence` of two dates: DuckDB wants to be told that a step is a day, and gives times."""
    first, last = (
        exp.cast(node.args[end].transform(mend), "timestamp") for end in ("start", "end")
    )
    step = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY"))
    return exp.cast(exp.GenerateSeries(start=first, end=last, step=step), "array<date>")


def percentile(
    value: exp.Expression, share: exp.Expression, times: exp.Expression | None = None
) -> exp.Expression:
    """Spark's `percentile`: between two values what lies between them, each as often as `times` says."""
    number = exp.cast(value, "double")
    if times is None:
        return exp.Anonymous(this="quantile_cont", expressions=[number, share])
    repeated = exp.Anonymous(
        this="list_resize",
        expressions=[exp.Array(expressions=[number]), exp.cast(times, "int"), number.copy()],
    )
    is_there = exp.Where(this=value.copy().is_(exp.null()).not_())
    collected = exp.Filter(
        this=exp.Anonymous(this="list", expressions=[repeated]), expression=is_there
    )
    return exp.Anonymous(
        this="list_aggregate",
        expressions=[
            exp.Anonymous(this="flatten", expressions=[collected]),
            exp.Literal.string("quantile_cont"),
            share,
        ],
    )


def set_of(value: exp.Expression, condition: exp.Expression | None = None) -> exp.Expression:
    """Spark's `collect_set`: without nothings, and empty where there is nothing."""
    collected = exp.Anonymous(this="list", expressions=[exp.Distinct(expressions=[value])])
    is_there = exp.and_(condition, value.copy().is_(exp.null()).not_())
    filtered = exp.Filter(this=collected, expression=exp.Where(this=is_there))
    return exp.Coalesce(this=filtered, expressions=[exp.Array(expressions=[])])


def with_exact_division(node: exp.Cast) -> exp.Expression:
    """A quotient that becomes an amount: DuckDB's is a float, of which a half may be a little less."""
    rounded = node.this if isinstance(node.this, exp.Round) else None
    quotient = (rounded or node).this
    if not isinstance(quotient.unnest(), exp.Div | exp.SafeDivide):
        return node
    exact: exp.Expression = exp.cast(quotient.transform(mend), EXACT)
    if rounded:
        exact = exp.Round(this=exact, decimals=rounded.args.get("decimals"))
    return exp.Cast(this=exact, to=node.to)


def rows_of_stack(node: exp.Aliases) -> exp.Expression:
    """Spark's `stack(n, ...) as (a, b)`: a list of structs whose fields become columns."""
    names = [each.name for each in node.args["expressions"]]
    values = [each.transform(mend) for each in node.this.expressions]
    rows = [
        exp.Struct(
            expressions=[
                exp.PropertyEQ(this=exp.to_identifier(name), expression=value)
                for name, value in zip(names, values[start : start + len(names)], strict=True)
            ]
        )
        for start in range(0, len(values), len(names))
    ]
    depth = exp.PropertyEQ(this=exp.to_identifier("max_depth"), expression=exp.Literal.number(2))
    return exp.Anonymous(this="unnest", expressions=[exp.Array(expressions=rows), depth])
