"""A landing root may be written in many ways, and is one place all the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pyarrow as pa
import pytest
from click.testing import CliRunner
from deltalake import DeltaTable, QueryBuilder

from orchestration.landing.cli import main
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from orchestration.storage import StorageError, normal_root
from tests.python.harness.lakehouse import Lakehouse, RunFailedError
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

WRITTEN = {
    "/data/landing": "/data/landing",
    "/data/landing/": "/data/landing",
    "//data///landing//": "/data/landing",
    "/data/./landing/.": "/data/landing",
    "/data/other/../landing": "/data/landing",
    "/data/a/b/../../landing/..": "/data",
    " /data/land ing ": "/data/land ing",
    "/data/100% #1 ü (it's a copy)/": "/data/100% #1 ü (it's a copy)",
    "/data/..landing/.../x": "/data/..landing/.../x",
    "file:///data//landing/": "file:///data/landing",
    "s3a://lake": "s3a://lake",
    "s3a://lake/": "s3a://lake",
    "s3a://lake//landing/./2026/../": "s3a://lake/landing",
    "s3a://lake/land ing ü%": "s3a://lake/land ing ü%",
}
LEADS_OUT = ("/..", "/data/../../x", "s3a://lake/..", "file:///..")

# A name of every kind that some path library has stumbled over.
ODD_NAME = "land ing ü 100% #1 & +1; (it's a copy)"


class RefusedError(Exception):
    """A compiler error of dbt."""


class ReturnedError(Exception):
    """What a macro returns."""


def in_dbt(root: str) -> str:
    """What the macro makes of a landing root."""

    def refuse(message: str) -> None:
        raise RefusedError(message)

    def leave(value: str) -> None:
        raise ReturnedError(value)

    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=True)
    environment.globals.update(
        {
            "env_var": lambda *_: root,
            "exceptions": {"raise_compiler_error": refuse},
            "return": leave,
        }
    )
    source = (PROJECT / "macros" / "landing" / "landing_root.sql").read_text(encoding="utf-8")
    macro: Callable[[], object] = environment.from_string(source).module.landing_root  # type: ignore[attr-defined]
    try:
        macro()
    except ReturnedError as returned:
        return str(returned.args[0])
    raise AssertionError("it returns nothing")


@pytest.mark.parametrize("text", WRITTEN)
def test_dbt_and_the_commands_read_a_landing_root_alike(text: str) -> None:
    """Whatever slashes and dots it has."""
    assert in_dbt(text) == WRITTEN[text]
    assert normal_root(text) == WRITTEN[text]


@pytest.mark.parametrize("text", LEADS_OUT)
def test_a_landing_root_that_leads_out_of_its_place_is_refused(text: str) -> None:
    """By both."""
    with pytest.raises(RefusedError, match="leads out of"):
        in_dbt(text)
    with pytest.raises(StorageError, match="leads out of"):
        normal_root(text)


@pytest.mark.parametrize("sign", ["?", "*", "[", "{"])
def test_a_landing_root_that_spark_takes_for_a_pattern_is_refused(sign: str) -> None:
    """Spark would look for other folders, and say that there is no such path."""
    with pytest.raises(RefusedError, match="for a pattern"):
        in_dbt(f"/data/landing {sign}1")
    with pytest.raises(StorageError, match="for a pattern"):
        normal_root(f"/data/landing {sign}1")


def test_files_are_landed_where_dbt_looks_for_them(tmp_path: Path) -> None:
    """Also below a root that is written with dots."""
    source = tmp_path / "delivery" / "atlon" / "orders"
    source.mkdir(parents=True)
    (source / "jan.csv").write_text("date\n", encoding="utf-8")
    written = f"{tmp_path}//other/../{ODD_NAME}/"
    result = CliRunner().invoke(
        main, ["land", "--from", str(tmp_path / "delivery"), "--to", written]
    )
    assert result.exit_code == 0, result.output
    assert (Path(in_dbt(written)) / "atlon" / "orders" / "jan.csv").is_file()


def test_files_keep_their_paths_however_the_landing_root_is_written(
    session: WarmSession, tmp_path: Path
) -> None:
    """Each file is loaded once, by its path below the root, behind dots and a link as well."""
    zone = Zone.generated(tmp_path / "zones" / ODD_NAME, order_lines=40, days=2)
    files = {
        file.relative_to(zone.root).as_posix()
        for file in zone.root.rglob("*.csv")
        if not file.name.startswith(("_", "."))
    }
    (tmp_path / "link").symlink_to(tmp_path / "zones")
    spellings = (
        f"{tmp_path}//nowhere/.././link/{ODD_NAME}//",
        str(zone.root),
    )
    loads: list[set[str]] = []
    for text in spellings:
        lakehouse = Lakehouse(
            session,
            tmp_path / f"project_{len(loads)}",
            zone,
            prefix="landing_root_",
            logged=False,
            landing_root=text,
        )
        lakehouse.run(select=["staging.distribution"])
        loads.append(
            {
                path
                for feed in ("atlon", "sports_bar")
                for table in ("customers", "products", "gross_prices", "orders")
                for (path,) in lakehouse.sql(
                    f"select _file_path from {{raw}}.stg_{feed}__{table} where _row_kind = 'file'"
                    " group by all having count(*) = 1"
                )
            }
        )
    lakehouse.close()
    assert len(files) >= 8
    assert loads == [files, files]


def test_a_root_without_files_of_feeds_fails_and_says_what_lies_there_instead(
    session: WarmSession, tmp_path: Path
) -> None:
    """By dbt alone; what is no delivery is none, and neither is a header without a row.

    Once rows were loaded their files may be moved away.
    """
    zone = Zone(tmp_path / "landing")
    lakehouse = Lakehouse(session, tmp_path / "project", zone, prefix="empty_root_", logged=False)
    bronze = "stg_atlon__orders"
    try:
        with pytest.raises(RunFailedError) as nothing:
            lakehouse.run(select=[bronze])
        for words in (f"LANDING_ROOT={zone.root} holds no file", "sports_bar/orders", "is nothing"):
            assert words in str(nothing.value)
        deep = zone.root / "landing" / "atlon" / "orders"
        deep.mkdir(parents=True)
        (deep / "a.csv").write_text("a,b\n", encoding="utf-8")
        with pytest.raises(RunFailedError, match=r"lie files in landing/atlon \(1 file\)"):
            lakehouse.run(select=[bronze])
        assert lakehouse.sql("show tables in {landing}") is not None
        orders = zone.root / "atlon" / "orders"
        orders.mkdir(parents=True)
        upload = orders / "jan.csv.filepart"
        upload.write_text("date\n", encoding="utf-8")
        with pytest.raises(RunFailedError, match=r"no deliveries by their names: \S+filepart"):
            lakehouse.run(select=[bronze])
        file = orders / "jan.csv"
        file.write_text("date,product_code,customer_code,sold_quantity\n", encoding="utf-8")
        with pytest.raises(RunFailedError, match=r"No file of any feed in .* has a row"):
            lakehouse.run(select=[bronze])
        assert lakehouse.sql("select run_id from {logs}.run_lock") == [(None,)]
        # the ledger knows both files now, and no row
        with pytest.raises(RunFailedError, match="no row was ever loaded"):
            lakehouse.run(select=[bronze])
        file.write_text(file.read_text(encoding="utf-8") + "2025-01-01,P,C,1\n", encoding="utf-8")
        assert lakehouse.run(select=[bronze]).statuses[bronze] == "success"
        file.unlink()
        assert lakehouse.run(select=[bronze]).statuses[bronze] == "success"
    finally:
        lakehouse.close()


def test_a_landing_root_that_cannot_be_listed_is_said_and_no_lock_is_left(
    session: WarmSession, tmp_path: Path
) -> None:
    """The storage does not answer, or the setting is wrong: one sentence, and the next run is free."""
    lakehouse = Lakehouse(
        session, tmp_path / "project", Zone(tmp_path / "landing"), prefix="no_list_", logged=False
    )
    try:
        for root, sentence in (
            (
                "nowhere://lake/landing",
                "LANDING_ROOT=nowhere://lake/landing cannot be listed: this",
            ),
            ("landing", "LANDING_ROOT is 'landing'. Set it to an absolute folder"),
        ):
            lakehouse.landing_root = root
            with pytest.raises(RunFailedError) as refused:
                lakehouse.run(select=["stg_atlon__orders"])
            assert sentence in str(refused.value)
            assert lakehouse.sql("select run_id from {logs}.run_lock") == [(None,)]
    finally:
        lakehouse.close()


def without_rights_of_root() -> list[str]:
    """What a command begins with so that it may not read what its user may not, even as root."""
    rights = "-dac_override,-dac_read_search"
    return (
        ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.getuid() == 0 else []
    )


def test_a_folder_that_must_not_be_listed_is_named_and_all_others_are_loaded(
    tmp_path: Path,
) -> None:
    """Below a feed's folder that feed waits; beside the feeds nothing does."""
    root, home = tmp_path / "landing", tmp_path / "home"
    locked = [root / "atlon" / "orders" / "private", root / "lost+found"]
    for folder in (*locked, root / "atlon" / "customers"):
        folder.mkdir(parents=True)
    (root / "atlon" / "customers" / "new.csv").write_text(
        "customer_code,customer,market,platform,channel\n1,A,India,Online,Direct\n",
        encoding="utf-8",
    )
    secret = root / "atlon" / "customers" / "secret.csv"
    secret.write_text("customer_code\n", encoding="utf-8")
    environment = lakehouse_environment(
        home,
        {
            "LANDING_ROOT": str(root),
            "LINES_OF_BUSINESS": "distribution",
            "DBT_TARGET": "local",
            "DBT_TARGET_PATH": str(home / "target"),
            "DBT_LOG_PATH": str(home / "logs"),
        },
    )
    run = [
        sys.executable,
        "-m",
        "orchestration.pipeline",
        "run",
        "--select",
        "stg_atlon__customers stg_atlon__orders",
    ]

    def warnings() -> list[str]:
        done = subprocess.run(
            [*without_rights_of_root(), *run],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return re.findall(r"nothing is loaded from (.+)", done.stdout)

    for path in (*locked, secret):
        path.chmod(0)
    try:
        assert warnings() == ["atlon/orders: cannot be listed"]
        locked[0].chmod(0o700)
        assert warnings() == ["a folder of no feed: cannot be listed"]
    finally:
        for path in (*locked, secret):
            path.chmod(0o700)
    reader = QueryBuilder().register(
        "customers", DeltaTable(str(home / "warehouse" / "raw.db" / "stg_atlon__customers"))
    )
    found = pa.table(
        reader.execute(
            "select customer_code, _file_problem from customers order by _file_path, _row_kind"
        ).read_all()
    )
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        (None, None),
        ("1", None),
        (
            None,
            "cannot be read: the permission is missing, it is damaged, or it was taken away or"
            " changed while it was read",
        ),
    ]
