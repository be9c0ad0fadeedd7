"""The product stands alone: its tools, which write examples and measure, are beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from orchestration.setup.render import PROJECT

# All that the simulator may take from the product.
OPEN_TO_THE_SIMULATOR = {"orchestration.feeds", "orchestration.progress"}


def imported(folder: str) -> Iterator[tuple[Path, str]]:
    """Every module that a Python file of a folder imports, wherever in the file it does."""
    for file in sorted((PROJECT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: a relative import"
                yield file, node.module or ""


def test_the_product_imports_neither_simulator_nor_benchmarks() -> None:
    """Somebody who leaves both folders out has a whole product."""
    found = list(imported("orchestration"))
    assert any(module.startswith("orchestration.pipeline") for _, module in found)
    tools = ("simulator", "benchmarks", "tests")
    assert [each for each in found if each[1].split(".")[0] in tools] == []


def test_the_simulator_takes_from_the_product_the_folders_of_feeds_at_most() -> None:
    """It writes files; what the product makes of them is not its business."""
    product = {module for _, module in imported("simulator") if module.startswith("orchestration")}
    assert product <= OPEN_TO_THE_SIMULATOR
    assert not any(module.startswith("benchmarks") for _, module in imported("simulator"))
