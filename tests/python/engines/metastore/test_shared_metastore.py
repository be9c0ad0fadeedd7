"""Two Spark processes at the same time on the same tables, by a metastore in Postgres.

Postgres comes from the machine (Debian: apt-get install postgresql) and runs in a temporary folder,
as a user that is not root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.cluster import ClusterError
from orchestration.cluster.metastore import use_metastore
from orchestration.cluster.servers import free_port
from orchestration.setup.environment import lakehouse_environment
from tests.python.engines.remote import start_dbt, wait_for
from tests.python.harness.lakehouse import copy_project
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

PASSWORD = "a password, for this test only"


def postgres_program(name: str) -> str:
    """Path of a program of Postgres; Debian keeps them off PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which(name, path=":".join([os.environ["PATH"], *map(str, folders)]))
    assert found, f"{name} is missing. Mend: apt-get install postgresql"
    return found


@dataclass(frozen=True)
class Postgres:
    """A running Postgres on 127.0.0.1."""

    port: int

    @property
    def url(self) -> str:
        """JDBC address of the empty database that every Postgres has."""
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A Postgres of its own, gone at the end."""
    owner = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="metastore_"))
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if owner:
        for path in (folder, secret):
            shutil.chown(path, owner)

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [postgres_program(name), *arguments],
            user=owner,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    port = free_port()
    run("initdb", "-D", data, "-U", "hive", "-A", "scram-sha-256", f"--pwfile={secret}")
    listening = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    log = str(folder / "log")
    try:
        run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", listening)
        yield Postgres(port)
    finally:
        run("pg_ctl", "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Workplace:
    """A copy of the project and the environment of its dbt runs."""

    project: Path
    environment: dict[str, str]

    def dbt(self, *arguments: str) -> tuple[int, str]:
        """Runs a dbt command in a process. Returns its exit code and what it said."""
        process = start_dbt(self.project, self.environment, *arguments)
        output, _ = process.communicate()
        return process.returncode, output


@pytest.fixture(scope="module")
def workplaces(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workplace, Workplace]:
    """Two copies of the project on one lakehouse, whose metastore is in Postgres."""
    folder = tmp_path_factory.mktemp("metastore")
    home = folder / "home"
    zone = Zone.generated(folder / "zone", order_lines=40, days=2)
    file = use_metastore(home, postgres.url, "hive", PASSWORD)
    assert file.stat().st_mode & 0o077 == 0, "others can read the password"
    environment = lakehouse_environment(home)
    environment |= {
        "LANDING_ROOT": str(zone.root),
        "LINES_OF_BUSINESS": "distribution",
    }
    for name in ("ann", "bob"):
        copy_project(folder / name)
    return Workplace(folder / "ann", environment), Workplace(folder / "bob", environment)


def test_two_processes_work_at_the_same_time_on_the_same_tables(
    workplaces: tuple[Workplace, Workplace],
) -> None:
    """While one builds, the other reads what is built already; it may not build as well."""
    ann, bob = workplaces
    code, said = ann.dbt("seed")
    assert code == 0, said
    process = start_dbt(ann.project, ann.environment, "run")
    wait_for(process, r"START .*raw\.stg_atlon__customers")
    code, shown = bob.dbt("show", "--inline", "select count(*) as n from reference.companies")
    assert code == 0, shown
    code, refused = bob.dbt("run", "--select", "dim_distribution_companies")
    was_running = process.poll() is None
    output, _ = process.communicate()
    assert was_running, "the first run had ended before the second one was judged"
    assert code != 0
    assert "Another run is at work here: `dbt --no-use-colors run" in refused
    assert process.returncode == 0, output
    code, said = bob.dbt(
        "run", "--select", "dim_distribution_companies", "rpt_distribution_headline"
    )
    assert code == 0, said


def test_a_metastore_that_cannot_be_opened_is_said_in_one_sentence(
    postgres: Postgres, tmp_path: Path
) -> None:
    """With Postgres' own reason, and the settings are as they were."""
    with pytest.raises(ClusterError, match="password authentication failed for user"):
        use_metastore(tmp_path, postgres.url, "hive", "wrong")
    assert not (tmp_path / "spark.conf").exists()
    with pytest.raises(ClusterError, match="is no address of a Postgres database"):
        use_metastore(tmp_path, "localhost:5432", "hive", "")
