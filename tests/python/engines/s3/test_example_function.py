"""What the function of example data has landed on S3 is loaded by a run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from deltalake import DeltaTable

from simulator import aws_lambda
from tests.python.engines.s3.server import BUCKET, S3Server
from tests.python.harness.commands import command

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

FILE = "raw/ecommerce_sales/2026/01/01/orders_2026-01-01.csv"


def test_files_of_the_function_are_loaded_by_a_run(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row of the day's file is in bronze, once, though the function was called twice."""
    settings = {
        "LANDING_BUCKET": BUCKET,
        "LANDING_PREFIX": "example/",
        "EXAMPLE_FIRST_DAY": "2026-01-01",
    }
    for name, value in {**server.variables, **settings, "EXAMPLE_LINES_A_DAY": "20"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("S3_BUCKET_NAME")
    first = aws_lambda.handle({"day": "2026-01-01"})
    again = aws_lambda.handle({"day": "2026-01-01"})
    assert again == {"day": "2026-01-01", "landed": 0, "already_there": first["landed"]}

    build = ("dbt", "--quiet", "build", "--select", "stg_webshop__order_lines")
    command(tmp_path, *build, landing_root=f"s3a://{BUCKET}/example")
    body = server.client.get_object(Bucket=BUCKET, Key=f"example/{FILE}")["Body"].read().decode()
    lines = list(csv.reader(io.StringIO(body)))
    table = DeltaTable(str(tmp_path / "warehouse" / "raw.db" / "order_transactions"))
    rows = table.to_pyarrow_table().to_pylist()
    loaded = [row for row in rows if row["_row_kind"] == "row"]
    assert len(loaded) == len(lines) - 1 > 0
    assert all(FILE in row["_file_path"] for row in loaded)
