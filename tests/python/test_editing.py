"""The editing loop: what a save builds; files written by hand, no dbt and no Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from orchestration.editing.loop import Loop
from orchestration.editing.saves import nodes_of


class Bench:
    """A workshop that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_good = True

    def build(self, nodes: Sequence[str]) -> bool:
        """Notes the nodes."""
        self.asked.append(f"build {' '.join(nodes)}")
        return self.is_good

    def show(self) -> None:
        """Notes that rows were asked for."""
        self.asked.append("show")


@pytest.fixture
def bench() -> Bench:
    """Where rounds are noted."""
    return Bench()


@pytest.fixture
def loop(tmp_path: Path, bench: Bench) -> Loop:
    """A loop on a project with one model and one macro."""
    for name in ("models/marts/rpt_a.sql", "macros/m.sql", "tests/python/test_x.sql"):
        save(tmp_path, name, "select 1")
    return Loop(tmp_path, bench, bench.asked.append)


def save(project: Path, name: str, text: str) -> None:
    """Saves a file as an editor does, by another one in its place."""
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def test_a_saved_model_is_built_once_and_its_rows_are_shown(loop: Loop, bench: Bench) -> None:
    """And nothing is, as long as nothing is saved."""
    loop.look()
    assert bench.asked == []
    save(loop.project, "models/marts/rpt_a.sql", "select 2 as a")
    loop.look()
    loop.look()
    assert bench.asked[:2] == ["build rpt_a", "show"]
    assert bench.asked[2].startswith("rpt_a: ")
    assert len(bench.asked) == 3


def test_rows_of_a_build_that_failed_are_not_shown(loop: Loop, bench: Bench) -> None:
    """They would be those of the build before."""
    bench.is_good = False
    save(loop.project, "models/marts/rpt_a.sql", "selct 1")
    loop.look()
    assert "show" not in bench.asked


def test_a_saved_macro_builds_what_was_built_last(loop: Loop, bench: Bench) -> None:
    """Before anything was, it says what to do; Python and drafts are none of its business."""
    save(loop.project, "macros/m.sql", "select 22")
    save(loop.project, "tests/python/test_x.sql", "select 22")
    loop.look()
    assert bench.asked == ["macros/m.sql saved; save a model to build it."]
    loop.round(["rpt_a"])
    save(loop.project, "macros/m.sql", "select 333")
    loop.look()
    assert [each for each in bench.asked if each.startswith("build")] == ["build rpt_a"] * 2


@pytest.mark.parametrize(
    ("file", "node"),
    [
        ("models/staging/x/stg_x.sql", ["stg_x"]),
        ("seeds/companies.csv", ["companies"]),
        ("tests/marts/assert_x.sql", ["assert_x"]),
        ("models/marts/_x__models.yml", ["last"]),
        ("seeds/_seeds.yml", ["last"]),
    ],
)
def test_what_is_saved_is_what_is_built_and_a_card_is_for_the_last_one(
    file: str, node: list[str]
) -> None:
    """By dbt's names, which are those of the files."""
    assert nodes_of([file], ["last"]) == node
