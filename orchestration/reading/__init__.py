"""Reads the lakehouse without Spark and without an account: its Delta tables by delta-rs, in DuckDB.

A view is made of the SQL that dbt compiled for it, translated from Spark's words to DuckDB's. A good
run notes the versions of all tables and the SQL of all views (``note_good_run``), so that what is
read later is what that run has left, while another one writes and after one has failed.
"""

from orchestration.reading.errors import ReadingError
from orchestration.reading.good_run import GoodRun, note_good_run, read_good_run
from orchestration.reading.lakehouse import Reader

__all__ = ["GoodRun", "Reader", "ReadingError", "note_good_run", "read_good_run"]
