"""A stand-in for Databricks on loopback: the connector's own Thrift service over a local Spark.

Unmodified dbt-databricks and databricks-sql-connector connect to it. It runs what they send on
open Spark and Delta, with ANSI on, and can therefore show that the statements are right, but not
that Databricks takes them. What it runs otherwise than it was sent is declared in `departures`.
"""

from tests.python.engines.databricks.stand_in.departures import DEPARTURES, Departure
from tests.python.engines.databricks.stand_in.engine import Engine, Statement
from tests.python.engines.databricks.stand_in.server import StandIn, stand_in

__all__ = ["DEPARTURES", "Departure", "Engine", "StandIn", "Statement", "stand_in"]
