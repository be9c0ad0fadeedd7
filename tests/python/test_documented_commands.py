"""Every command in the documents exists, with its options and variables; docs/commands.md says what runs it.

A command is not run here: that would take hours. `make` says what it would do, dbt lists what a
selection selects, and the options of programs of our own are those that they declare.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from dbt.cli.main import cli as dbt_cli
from dbt.cli.main import dbtRunner

from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from tests.python.harness.documents import Command, commands, of
from tests.python.harness.session import environment_of

FOUND = commands()
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z0-9-]+):.*##", MAKEFILE, re.MULTILINE))
# programs of others, which check their own words
OTHERS = {"pytest", "aiosmtpd"}
# a row of docs/commands.md
TABLE = re.compile(r"^\| (`[^|]*`) \| (run|is a test|checked) \|(.*)\|$", re.MULTILINE)
QUIET = ("--quiet", "--log-level", "none", "--log-level-file", "none")


def targets_of(command: Command) -> list[str]:
    """The targets of a make command."""
    return [word for word in command.words[1:] if "=" not in word]


@pytest.fixture(scope="module")
def settings() -> set[str]:
    """All variables that the project reads, wherever it does."""
    files = [PROJECT / "env.sh", PROJECT / "Makefile", PROJECT / "dbt_project.yml"]
    for folder, kind in (("orchestration", "*.py"), ("tests", "*.py"), ("macros", "*.sql")):
        files += (PROJECT / folder).rglob(kind)
    files += [PROJECT / "profiles" / "profiles.yml", *(PROJECT / "environments").glob("*.env")]
    return {
        name
        for file in files
        for name in re.findall(r"\b[A-Z][A-Z0-9_]+\b", file.read_text(encoding="utf-8"))
    } | {"PIP_INDEX_URL"}


def checked_by_click(group: click.Command, words: Sequence[str], where: str) -> None:
    """That a program of click has these commands and options."""
    found, left = group, list(words)
    while isinstance(found, click.Group) and left and not left[0].startswith("-"):
        name = left.pop(0)
        if name == "PLACE":
            return
        inner = found.commands.get(name)
        assert inner, f"{where}: there is no command {name}"
        found = inner
    known = {option for each in found.params for option in (*each.opts, *each.secondary_opts)}
    for word in left:
        if word.startswith("--"):
            assert word.split("=")[0] in known | {"--help"}, f"{where}: there is no {word}"


def checked_module(words: Sequence[str], where: str) -> None:
    """That `python -m <module> ...` exists, with its commands and options."""
    module, *rest = words
    if module in OTHERS:
        assert importlib.util.find_spec(module), where
        return
    # a package's __main__ may start its command when it is imported
    start = next(
        importlib.import_module(name)
        for name in (f"{module}.cli", f"{module}.__main__", module)
        if (PROJECT / Path(*name.split("."))).with_suffix(".py").is_file()
    )
    program = getattr(start, "main", None)
    if not isinstance(program, click.Command):
        assert not [word for word in rest if word.startswith("--") and word != "--help"], where
        return
    checked_by_click(program, rest, where)


@pytest.mark.parametrize("command", of("make", FOUND), ids=str)
def test_make_has_the_target_takes_the_variables_and_calls_what_exists(
    command: Command, settings: set[str]
) -> None:
    """As make itself says it without doing it."""
    for target in targets_of(command):
        assert target in TARGETS, f"{command}: there is no target {target}"
    names = [word.split("=")[0] for word in command.words[1:] if "=" in word]
    for name in names:
        assert re.search(
            rf"\$\(?{name}\b|\$\$\{{?{name}\b|^{name} \?=|\b{name}\)", MAKEFILE, re.M
        ), f"{command}: make knows no {name}"
    for setting in command.settings:
        assert setting.split("=")[0] in settings, f"{command}: nothing reads {setting}"
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", *command.words[1:]],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|;", line):
            found = re.search(r"\bpython -m ([a-z_.]+.*)", part)
            if found:
                checked_module(shlex.split(found[1].replace('"$Q"', "Q")), str(command))


@pytest.mark.parametrize("command", of("python", FOUND), ids=str)
def test_python_has_the_module_its_commands_and_options(
    command: Command, settings: set[str]
) -> None:
    """As the program declares them."""
    assert command.words[1] == "-m", command
    checked_module(command.words[2:], str(command))
    for setting in command.settings:
        assert setting.split("=")[0] in settings, f"{command}: nothing reads {setting}"


@pytest.mark.parametrize("command", [each for each in FOUND if "pytest" in each.words], ids=str)
def test_a_test_that_is_named_is_there(command: Command) -> None:
    """Its file or folder; and where words are given, a test of that name."""
    places = [word for word in command.words if word.startswith("tests/")]
    # test_x stands for any
    files = [place for place in places if place != "tests/python/test_x.py"]
    assert all((PROJECT / place).exists() for place in files), command
    if "-k" in command.words and files:
        wanted = command.words[command.words.index("-k") + 1].split(" and ")[0]
        assert any(wanted in (PROJECT / file).read_text(encoding="utf-8") for file in files)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The parsed project."""
    home = tmp_path_factory.mktemp("commands")
    folders = {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")}
    with environment_of(lakehouse_environment(home, {**folders, "DBT_TARGET": "local"})):
        yield dbtRunner().invoke([*QUIET, "parse", "--project-dir", str(PROJECT)]).result


@pytest.mark.parametrize("command", of("dbt", FOUND), ids=str)
def test_dbt_has_the_command_its_options_and_what_they_name(
    command: Command, manifest: Any, settings: set[str]
) -> None:
    """Selections select something, operations are macros with these arguments, refs are there."""
    name, *rest = command.words[1:]
    checked_by_click(dbt_cli, [name] if name == "run-operation" else [name, *rest], str(command))
    for setting in command.settings:
        assert setting.split("=")[0] in settings, f"{command}: nothing reads {setting}"
    if name == "run-operation":
        macro = manifest.macros.get(f"macro.sales_lakehouse.{rest[0]}")
        assert macro, f"{command}: there is no macro {rest[0]}"
        if "--args" in rest:
            given = yaml.safe_load(rest[rest.index("--args") + 1])
            assert set(given) <= {each.name for each in macro.arguments}, command
    for option in ("--select", "--selector"):
        if option in rest and "PLACE" not in (wanted := rest[rest.index(option) + 1]):
            chosen = dbtRunner(manifest=manifest).invoke(
                [*QUIET, "ls", option, wanted, "--project-dir", str(PROJECT)]
            )
            assert chosen.success and chosen.result, f"{command}: nothing is selected"
    if "--inline" in rest:
        names = {node.name for node in manifest.nodes.values()}
        names |= {source.name for source in manifest.sources.values()}
        asked = re.findall(r"(?:ref|source)\((?:'\w+', )?'(\w+)'\)", " ".join(rest))
        assert set(asked) <= names, command


def test_docs_commands_says_of_every_command_what_runs_it() -> None:
    """And names no command that no document has; a test that it names speaks of it."""
    listed = rows()
    wanted = {f"make {target}" for each in of("make", FOUND) for target in targets_of(each)}
    wanted |= {f"dbt {each.words[1]}" for each in of("dbt", FOUND)}
    wanted |= {f"python -m {each.words[2]}" for each in of("python", FOUND)}
    assert set(listed) == wanted


def rows() -> dict[str, tuple[str, str]]:
    """State and place of each command of docs/commands.md."""
    text = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    found = {}
    for names, state, by in TABLE.findall(text):
        for name in re.findall(r"`([^`]+)`", names):
            assert name not in found, f"{name} stands twice"
            found[name] = (state, by.strip())
    return found


@pytest.mark.parametrize("name", sorted(rows()))
def test_what_is_said_to_be_run_is_named_by_the_test_that_runs_it(name: str) -> None:
    """By its module, macro or program; make's by what the target calls."""
    state, by = rows()[name]
    if state != "run":
        return
    file = re.match(r"`(tests/[\w/]+\.py)`", by)
    assert file, f"{name}: no test is named"
    text = (PROJECT / file[1]).read_text(encoding="utf-8")
    assert any(word in text for word in words_of(name)), f"{file[1]} does not speak of {name}"


def words_of(name: str) -> set[str]:
    """What a test that runs a command has to say."""
    program, *rest = name.split()
    if program == "dbt":
        return {rest[0], rest[0].replace("-", "_")}
    if program == "python":
        return {rest[-1], rest[-1].split(".")[-1]}
    recipe = re.search(rf"^{rest[0]}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe, name
    called = set(re.findall(r"python -m ([a-z_.]+)", recipe[1]))
    called |= set(re.findall(r"run-operation (\w+)", recipe[1]))
    called |= {"setup"} if "setup/install.py" in recipe[1] else set()
    # or the target, as a word of a command
    return called | {f"from {module} import" for module in called} | {f'"{rest[0]}"'}


def test_what_was_run_says_every_claim_once() -> None:
    """Two rows of one claim may say different things of it. Rows of measurements may have one name."""
    text = (PROJECT / "docs" / "evidence.md").read_text(encoding="utf-8")
    claims = [
        row.strip("| ")[:60]
        for row in text.split("## What the runs")[0].splitlines()
        if row.startswith("| ")
    ]
    found = {claim for claim in claims if claims.count(claim) > 1}
    assert len(claims) > 40
    assert found == {"claim | how to repeat it | state", "--- | --- | ---"}
