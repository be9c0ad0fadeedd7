"""What a benchmark shows and keeps."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import click
import psutil

from benchmarks.measuring import Cost
from orchestration.setup.render import DEFAULT_DRIVER_MEMORY, default_cores

PACKAGES = ("dbt-core", "pyspark", "delta-spark", "duckdb")
BUSY_SHARE = 0.25


def machine() -> dict[str, Any]:
    """What was measured on: cores, memory in GiB, load before, versions, size of the session."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": cpu_model(),
        "cores": default_cores(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 1),
        "session_cores": os.environ.get("LAKEHOUSE_CORES") or str(default_cores()),
        "driver_memory": os.environ.get("LAKEHOUSE_DRIVER_MEMORY") or DEFAULT_DRIVER_MEMORY,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def cpu_model() -> str:
    """The processor's name where Linux tells it, else the architecture."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()


def show_machine(facts: dict[str, Any]) -> None:
    """One line about the machine, and a warning when it has other work."""
    click.echo(
        f"{facts['cores']} cores ({facts['cpu']}), {facts['memory_gib']} GiB; session: "
        f"{facts['session_cores']} cores, {facts['driver_memory']} heap, load before "
        f"{facts['load_before']}."
    )
    if facts["load_before"] > BUSY_SHARE * facts["cores"]:
        click.echo(
            "WARNING: the machine has other work: wall times are longer than on a quiet one."
        )


def cost_text(cost: Cost) -> str:
    """A cost in a line."""
    return f"{cost.wall_s:8.1f} s {cost.cpu_s:9.1f} CPU s {cost.peak_gib:6.2f} GiB"


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The median of each figure on its own."""
    return Cost(
        median(cost.wall_s for cost in costs),
        median(cost.cpu_s for cost in costs),
        max(cost.peak_gib for cost in costs),
    )


def rounded(cost: Cost) -> dict[str, float]:
    """A cost in values for JSON."""
    return {name: round(value, 3) for name, value in dataclasses.asdict(cost).items()}


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,)
) -> str:
    """Rows of text under a header; the columns in ``left`` to the left, the others to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    texts = [
        "  ".join(
            text.ljust(width) if column in left else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([texts[0], "-" * max(map(len, texts)), *texts[1:]])


def write_json(file: Path, values: dict[str, Any]) -> None:
    """Keeps the figures of a benchmark."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    click.echo(f"The same figures: {file}")
