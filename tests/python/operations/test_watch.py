"""The rounds of a watch, with steps that land and build nothing; and what keeps two of them apart."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from orchestration.landing.orders import FOLDER
from orchestration.locks import locked
from orchestration.pipeline.dbt_build import build
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.setup.environment import lakehouse_environment
from orchestration.storage import StoredFile
from orchestration.watch import cli, steps
from orchestration.watch.rounds import Listing, Pauses, RoundError, Watch, feeds_with_news
from orchestration.watch.steps import LakehouseSteps
from simulator.api import ShopApiServer
from tests.python.harness.commands import command
from tests.python.harness.session import environment_of
from tests.python.operations.shop import TOKEN

AN_ORDER = b'{"order_id": 1}'


class Steps:
    """Steps as a round takes them: what lies there, what goes wrong, and what was built."""

    def __init__(self, **files: int) -> None:
        self.files = {feed.replace("__", "."): number for feed, number in files.items()}
        self.problems: dict[str, str] = {}
        self.built: list[list[str]] = []
        self.landed: list[int] = []

    def land(self) -> int:
        """The next number of orders that was prepared."""
        self.fail("land")
        return self.landed.pop(0) if self.landed else 0

    def look(self) -> Listing:
        """So many files of each feed."""
        self.fail("look")
        return {
            feed: frozenset(StoredFile(f"{feed}/{each}", 1, 1.0) for each in range(number))
            for feed, number in self.files.items()
        }

    def build(self, feeds: Sequence[str]) -> None:
        """Notes the feeds."""
        self.built.append(list(feeds))
        self.fail("build")

    def fail(self, step: str) -> None:
        """Fails where a problem was prepared."""
        if step in self.problems:
            raise RoundError(self.problems[step])


class Told:
    """A watch on such steps, and what it has said."""

    def __init__(self, watched: Steps, pauses: Pauses | None = None) -> None:
        self.said: list[str] = []
        self.complaints: list[str] = []
        self.watch = Watch(
            watched, pauses or Pauses(0, 8), self.said.append, self.complaints.append
        )

    def rounds(self, count: int) -> None:
        """So many rounds, without pauses between them."""
        for _ in range(count):
            self.watch.round()


def test_the_first_round_builds_everything_and_the_next_ones_only_what_is_new() -> None:
    """Nobody knows at first what gold is made of; later a round without news builds nothing."""
    watched = Steps(api__orders=1, atlon__orders=1)
    told = Told(watched)
    told.rounds(2)
    assert watched.built == [[]]
    watched.files["api.orders"] += 1
    told.rounds(2)
    assert watched.built == [[], ["api.orders"]]
    assert "everything built" in told.said[0]
    assert "api.orders built" in told.said[1]


def test_a_file_that_comes_again_is_news_and_one_that_goes_away_is_none() -> None:
    """As for the loads: a delivery is known by path, size and time."""
    before = {"api.orders": frozenset({StoredFile("a", 1, 1.0), StoredFile("b", 1, 1.0)})}
    again = {"api.orders": frozenset({StoredFile("a", 1, 2.0)})}
    fewer = {"api.orders": frozenset({StoredFile("a", 1, 1.0)})}
    assert feeds_with_news(before, again) == ["api.orders"]
    assert feeds_with_news(before, fewer) == []
    assert feeds_with_news(before, {"brands": frozenset({StoredFile("c", 1, 1.0)})}) == ["brands"]


def test_after_a_failed_build_everything_is_built_until_it_goes_well() -> None:
    """A gate that was closed has to be asked again, whatever feed is new: no gold is built past it."""
    watched = Steps(api__orders=1, webshop__brands=1)
    told = Told(watched)
    told.rounds(1)
    watched.files["webshop.brands"] += 1
    watched.problems["build"] = "The build failed in 1 node: a gate. Mend: look."
    told.rounds(1)
    watched.files["api.orders"] += 1
    told.rounds(1)
    del watched.problems["build"]
    told.rounds(2)
    assert watched.built == [[], ["webshop.brands"], [], []]
    assert told.complaints[0] == (
        "The build failed in 1 node: a gate. Mend: look. Trying again in 2 s."
    )
    assert told.complaints[1].endswith("Trying again in 4 s.")


def test_a_shop_that_does_not_answer_does_not_keep_other_files_waiting() -> None:
    """What others land is built, and the shop is asked again."""
    watched = Steps(api__orders=1)
    told = Told(watched)
    watched.problems["land"] = "The shop's API does not answer. Mend: ask later."
    told.rounds(1)
    watched.files["api.orders"] += 1
    told.rounds(1)
    del watched.problems["land"]
    watched.landed = [3]
    watched.files["api.orders"] += 1
    told.rounds(1)
    assert watched.built == [[], ["api.orders"], ["api.orders"]]
    assert len(told.complaints) == 2
    assert told.said[-1].startswith("3 orders landed, api.orders built")
    assert told.watch.failures == 0


def test_a_landing_root_that_cannot_be_listed_is_told_and_all_is_built_after_it() -> None:
    """Nobody knows what has come meanwhile."""
    watched = Steps(api__orders=1)
    told = Told(watched)
    told.rounds(1)
    watched.problems["look"] = "S3 does not answer."
    told.rounds(1)
    watched.problems.clear()
    told.rounds(1)
    assert watched.built == [[], []]
    assert told.complaints == ["S3 does not answer. Trying again in 2 s."]


def test_pauses_double_after_failures_up_to_the_longest() -> None:
    """Also after more failures than a number can be doubled."""
    pauses = Pauses(2, 60)
    assert [pauses.after(each) for each in (0, 1, 2, 3, 4, 5)] == [2, 4, 8, 16, 32, 60]
    assert pauses.after(5_000) == 60
    assert Pauses(0, 60).after(1) == 2


def test_whoever_ends_it_is_not_kept_waiting_for_the_pause() -> None:
    """The pause of an hour ends with it, and no further round begins."""
    watched = Steps(api__orders=1)
    told = Told(watched, Pauses(3_600, 3_600))
    runner = threading.Thread(target=told.watch.run)
    runner.start()
    while not told.said:
        pass
    told.watch.ending.set()
    runner.join()
    assert watched.built == [[]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_after_the_round_and_a_second_one_at_once(number: signal.Signals) -> None:
    """And afterwards signals do what they did before."""
    before = signal.getsignal(number)
    ending = threading.Event()
    with cli.ended_by_signals(ending):
        os.kill(os.getpid(), number)
        assert ending.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


def settings_of(home: Path, **others: str) -> RunSettings:
    """Settings of a lakehouse in a folder."""
    values = {
        "LANDING_ROOT": str(home / "landing"),
        "DBT_TARGET_PATH": str(home / "target"),
        **others,
    }
    return read_settings(lakehouse_environment(home, values))


@pytest.mark.parametrize("lock", ["watch.lock", "run.lock"])
def test_a_second_watch_and_one_beside_a_run_are_refused_in_a_sentence(
    lock: str, tmp_path: Path
) -> None:
    """The lakehouse takes one process at a time."""
    environment = lakehouse_environment(tmp_path, {"LANDING_ROOT": str(tmp_path / "landing")})
    with environment_of(environment), locked(tmp_path / lock, wait=False):
        done = CliRunner().invoke(cli.main, ["--rounds", "1"])
    assert done.exit_code == 2
    assert f"is at work in {tmp_path}" in done.stderr
    assert "Mend:" in done.stderr


def test_new_orders_of_the_shop_are_landed_and_seen_as_news_of_their_feed(tmp_path: Path) -> None:
    """And of no other."""
    settings = settings_of(tmp_path)
    with ShopApiServer([AN_ORDER], TOKEN) as shop:
        environment = {"SHOP_API_URL": shop.url, "SHOP_API_TOKEN": TOKEN}
        environment |= {"DBT_TARGET_PATH": str(tmp_path / "target")}
        with environment_of({**os.environ, **environment}):
            watched = LakehouseSteps(settings, StringIO())
            before = watched.look()
            assert watched.land() == 1
            assert feeds_with_news(before, watched.look()) == ["api.orders"]
            assert watched.land() == 0
    assert (tmp_path / "landing" / FOLDER / "_state.json").is_file()


def test_a_shop_that_refuses_is_a_sentence_without_the_token(tmp_path: Path) -> None:
    """A round fails with what to do."""
    settings = settings_of(tmp_path)
    with ShopApiServer([AN_ORDER], TOKEN) as shop:
        environment = {"SHOP_API_URL": shop.url, "SHOP_API_TOKEN": "another-word"}
        environment |= {"DBT_TARGET_PATH": str(tmp_path / "target")}
        with environment_of({**os.environ, **environment}), pytest.raises(RoundError) as refused:
            LakehouseSteps(settings, StringIO()).land()
    assert "Mend:" in str(refused.value)
    assert "another-word" not in str(refused.value)


def test_a_build_with_a_kept_project_knows_nothing_of_the_tables_of_the_build_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Macros keep in dbt's graph what they have asked of tables: in the next run it would be old."""
    seen: list[dict[str, object]] = []

    class Project:
        nodes: dict[str, object] = {}  # noqa: RUF012
        flat_graph: dict[str, object] = {"last_commits": {"stale": 1}}  # noqa: RUF012

        def build_flat_graph(self) -> None:
            self.flat_graph = {}

    class Runner:
        def __init__(self, manifest: Project, callbacks: object) -> None:
            self.manifest = manifest

        def invoke(self, arguments: Sequence[str]) -> SimpleNamespace:
            seen.append(dict(self.manifest.flat_graph))
            self.manifest.flat_graph["last_commits"] = {"of this run": 1}
            return SimpleNamespace(success=True, exception=None, result=None)

    monkeypatch.setattr("dbt.cli.main.dbtRunner", Runner)
    project = Project()
    for _ in range(2):
        build(
            settings_of(tmp_path),
            full_refresh=False,
            select=[],
            manifest=project,
            out=StringIO(),
        )
    assert seen == [{}, {}]


# what a model is compiled to, twice, from a project that was read once
KEPT = """
import json
from dbt.cli.main import dbtRunner
from orchestration.pipeline.dbt_build import forget_last_build, parse
from orchestration.pipeline.settings import read_settings

kept, said = parse(read_settings()), []
for _ in range(2):
    forget_last_build(kept)
    done = dbtRunner(manifest=kept).invoke(
        ["--quiet", "--log-level", "none", "--no-populate-cache", "compile", "--no-introspect",
         "--select", "daily_metrics"]
    )
    assert done.success, done.exception
    said += [each.node.compiled_code for each in done.result]
print(json.dumps(said))
"""


def test_a_build_with_a_kept_project_puts_ephemeral_models_into_sql_again(tmp_path: Path) -> None:
    """Once in a model's SQL, dbt says, they stay there: they were left out when it was built once more."""
    done = command(tmp_path / "home", sys.executable, "-c", KEPT)
    first, second = json.loads(done.stdout.splitlines()[-1])
    assert "__dbt__cte__daily_sales_metrics as (" in first
    assert second == first


def test_without_a_shop_nobody_is_asked(tmp_path: Path) -> None:
    """Files that others land are all that there is."""
    watched = LakehouseSteps(settings_of(tmp_path), StringIO(), environment={})
    assert watched.land() == 0
    assert set(watched.look().values()) == {frozenset()}


def test_only_the_feeds_of_the_lines_that_are_built_are_watched(tmp_path: Path) -> None:
    """A file of another line is no news."""
    values = {"LINES_OF_BUSINESS": "webshop"}
    found = LakehouseSteps(settings_of(tmp_path), StringIO(), environment=values).feeds
    assert found["api/orders"] == "api.orders"
    assert not any(name.startswith(("atlon", "marketplace")) for name in found.values())
    assert steps.PATIENCE.seconds < 60
