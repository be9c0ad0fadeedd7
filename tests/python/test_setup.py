"""The set-up: Spark settings, env.sh, and what it says when the machine lacks something.

Nothing is downloaded, and no Spark is started but the session that tests share.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from orchestration.setup import install, packages, render
from orchestration.setup.environment import lakehouse_environment
from tests.python.harness.session import WarmSession

PROJECT = render.PROJECT


def fake_java(home: Path, version: str) -> None:
    """Writes a java that only prints a version, as `java -version` does."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    java.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "words"),
    [("17.0.12", None), ("11.0.2", "is Java 11"), ("1.8.0_392", "is Java 8"), ("21", "is Java 21")],
)
def test_only_java_17_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, words: str | None
) -> None:
    """JAVA_HOME decides; another version is named, with the mend."""
    fake_java(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    problem = install.java_problem()
    if words is None:
        assert problem is None
    else:
        assert problem is not None
        assert words in problem
        assert "Mend: " in problem


def test_a_missing_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither JAVA_HOME nor PATH has one, and none is installed in the usual folders."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install, "installed_java_17", lambda: None)
    assert "Java 17 is missing (PATH has no java). Mend: install it" in str(install.java_problem())


def test_an_installed_java_17_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mend is the line to type."""
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "none"))
    monkeypatch.setattr(install, "installed_java_17", lambda: Path("/opt/jdk-17"))
    assert str(install.java_problem()).endswith("Mend: export JAVA_HOME=/opt/jdk-17")


def test_too_little_disk_is_named() -> None:
    """With both numbers."""
    assert install.disk_problem(0) is None
    assert "1000000 GB of free disk are needed" in str(install.disk_problem(1_000_000))


def test_another_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the option that chooses the right one."""
    assert install.python_problem() is None
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert "make setup-local PYTHON=<path of python3.11>" in str(install.python_problem())


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "WARNING: Retrying ... NewConnectionError ...\n"
            "ERROR: No matching distribution found for a==1",
            "registry cannot be reached",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "differs from its checksum",
        ),
        (
            "error: Failed to download `a==1`\n  cause: Hash mismatch for `a==1`",
            "differs from its checksum",
        ),
        (
            "error: Request failed after 3 retries\n  cause: dns error",
            "registry cannot be reached",
        ),
        (
            "error: No solution found\n  cause: Because a was not found in the package registry",
            "registry cannot be reached",
        ),
        ("error: Failed to build `a`\n  cause: x", "Failed to build `a`"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Failed building wheel for a", "Failed building wheel for a"),
        ("", "no output"),
    ],
)
def test_failed_installations_are_one_sentence_with_the_mend(output: str, words: str) -> None:
    """Whatever pip or uv printed."""
    sentence = packages.failure(output)
    assert words in sentence
    assert "Mend: " in sentence
    assert "\n" not in sentence


def test_packages_come_from_where_pip_would_get_them(tmp_path: Path) -> None:
    """Index, folders, proxy and certificates; what the user has set for uv itself stays."""
    settings = {
        "index-url": "https://mirror/simple",
        "extra-index-url": "https://one/simple\nhttps://two/simple",
        "find-links": "/wheels /more",
        "cert": "/ca.crt",
        "no-index": "true",
        "timeout": "5",
        "default-timeout": "180",
    }
    own = {"UV_DEFAULT_INDEX": "https://own/simple", "PIP_USER": "1", "UV_SYSTEM_PYTHON": "1"}
    environment = packages.uv_environment(own, settings, tmp_path)
    expected = {
        "UV_DEFAULT_INDEX": "https://own/simple",
        "UV_INDEX": "https://one/simple https://two/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/ca.crt",
        "UV_NO_INDEX": "1",
        "UV_HTTP_TIMEOUT": "5",
        "UV_CACHE_DIR": str(tmp_path),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    environment.pop("TMPDIR")
    assert environment == expected


def test_variables_of_pip_win_over_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is for pip install over what is for all of its commands."""
    file = tmp_path / "pip.conf"
    file.write_text(
        "[global]\nindex-url = https://all\nfind-links = /all\ncert = /ca\n"
        "[install]\nindex-url = https://install\nfind-links =\n    /one\n    /two\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_INDEX_URL", "https://variable")
    found = packages.pip_settings()
    assert found["index-url"] == "https://variable"
    assert found["find-links"].split() == ["/one", "/two"]
    assert found["cert"] == "/ca"


def test_a_moved_environment_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scripts name the folder that it was made in; a missing one is not current either."""
    assert packages.venv_is_current()
    assert packages.python_starts(packages.VENV)
    assert not packages.python_starts(tmp_path / "none")
    moved = tmp_path / "venv"
    (moved / "bin").mkdir(parents=True)
    (moved / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (moved / "bin" / "activate").write_text("VIRTUAL_ENV=/elsewhere")
    assert not packages.python_starts(moved)


def test_a_changed_jar_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed jars have their checksums; a jar with another content is fetched again."""
    assert install.wrong_jars() == {}
    monkeypatch.setattr(install, "JARS", tmp_path)
    names = set(render.read_jar_lock(install.SETUP / "jars.lock"))
    for name in names:
        (tmp_path / name).write_bytes(b"something else")
    assert set(install.wrong_jars()) == names


def test_a_broken_jar_lock_is_an_error(tmp_path: Path) -> None:
    """With the line."""
    lock = tmp_path / "jars.lock"
    lock.write_text("# comment\n\nio.delta:delta-storage 123\n")
    with pytest.raises(ValueError, match=r"io\.delta:delta-storage 123"):
        render.read_jar_lock(lock)


def test_rendering_at_once_gives_whole_files(tmp_path: Path) -> None:
    """Several processes may start in one lakehouse; nobody sees half a file."""
    home = tmp_path / "lake house"
    environment = dict(os.environ, LAKEHOUSE_HOME=str(home))
    command = [sys.executable, "-I", "-S", str(PROJECT / "orchestration" / "setup" / "render.py")]

    def run(_: int) -> int:
        return subprocess.run(command, env=environment, check=False).returncode

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(run, range(16))) == {0}
    assert sorted(file.name for file in (home / "conf").iterdir()) == sorted(render.CONF_FILES)
    text = (home / "conf" / "spark-defaults.conf").read_text()
    assert f"file://{home}/warehouse" in text
    assert "$" not in text


def test_a_task_that_s3_has_failed_is_tried_again(tmp_path: Path) -> None:
    """Of local files one attempt says all that four would."""
    for root, expected in (("s3a://lake/warehouse", "local[2,4]"), (str(tmp_path), "local[2]")):
        values = {"WAREHOUSE_ROOT": root, "AWS_REGION": "eu-west-1", "LAKEHOUSE_CORES": "2"}
        text = (render.render(tmp_path, values) / "spark-defaults.conf").read_text(encoding="utf-8")
        assert dict(re.findall(r"^(spark\.master) +(\S+)$", text, re.MULTILINE)) == {
            "spark.master": expected
        }


def test_uploads_to_s3_need_no_local_files_with_checksums(tmp_path: Path) -> None:
    """S3A makes those for its disk buffer by a class that the setting of local files is not."""
    s3 = {"WAREHOUSE_ROOT": "s3a://lake/warehouse", "AWS_REGION": "eu-west-1"}
    text = (render.render(tmp_path, s3) / "spark-defaults.conf").read_text(encoding="utf-8")
    settings = dict(re.findall(r"^(spark\.\S+) +(\S+)$", text, re.MULTILINE))
    assert settings["spark.hadoop.fs.file.impl"].endswith(".RawLocalFileSystem")
    assert settings["spark.hadoop.fs.s3a.fast.upload.buffer"] == "bytebuffer"


@pytest.mark.parametrize("cores", ["0", "two", "-1"])
def test_a_wrong_number_of_cores_is_an_error(tmp_path: Path, cores: str) -> None:
    """Before Spark says something less clear."""
    with pytest.raises(ValueError, match="LAKEHOUSE_CORES"):
        render.render(tmp_path, {"LAKEHOUSE_CORES": cores})


def test_a_wrong_tuning_is_an_error(tmp_path: Path) -> None:
    """With the words that are known."""
    known = "auto or small or medium or large or bulk or warm"
    with pytest.raises(ValueError, match=f"LAKEHOUSE_TUNING must be {known}, not 'big'"):
        render.render(tmp_path, {"LAKEHOUSE_TUNING": "big"})


def test_each_tuning_leaves_more_of_the_defaults_of_spark_and_java(tmp_path: Path) -> None:
    """From interpreted statements on one partition to compiled ones with both compilers."""
    texts = {
        tuning: (render.render(tmp_path, {"LAKEHOUSE_TUNING": tuning}) / "spark-defaults.conf")
        .read_text()
        .partition("\n")[2]
        for tuning in render.TUNINGS
    }

    def has(tuning: str, setting: str, value: str) -> bool:
        name = re.escape(f"spark.{setting}")
        return bool(re.search(rf"^{name} +{value}$", texts[tuning], re.MULTILINE))

    for tuning in texts:
        is_small, is_large = tuning in ("small", "warm"), tuning in ("large", "bulk")
        assert has(tuning, "sql.codegen.factoryMode", "NO_CODEGEN") == is_small
        assert has(tuning, "sql.shuffle.partitions", "1") == is_small
        assert has(tuning, "sql.files.minPartitionNum", "1") == is_small
        written = "databricks.delta.writeChecksumFile.enabled"
        assert has(tuning, written, "false") == is_small
        assert has(tuning, "sql.codegen.wholeStage", "true") == is_large
        assert has(tuning, "sql.adaptive.enabled", "true") == is_large
        assert has(tuning, "memory.fraction", "0.45" if is_large else "0.6")
        assert ("-XX:-DontCompileHugeMethods" in texts[tuning]) == is_large
        first_compiler_only = '"-XX:TieredStopAtLevel=1"' in texts[tuning]
        assert first_compiler_only == (tuning not in ("bulk", "warm"))


@pytest.mark.parametrize(
    ("new", "everything", "tuning"),
    [
        (0, 0, "small"),
        (1, 200 * render.MIB, "small"),
        (5 * render.MIB, 5 * render.MIB, "medium"),
        (100 * render.MIB, 100 * render.MIB, "large"),
        (1, 300 * render.MIB, "large"),
        (600 * render.MIB, 900 * render.MIB, "bulk"),
        (1, 600 * render.MIB, "bulk"),
        (0, 600 * render.MIB, "large"),
    ],
)
def test_the_tuning_follows_the_size_of_what_is_new_and_of_all(
    new: int, everything: int, tuning: str
) -> None:
    """What has to be read of it, and what it is merged into."""
    assert render.tuning_for(new, everything) == tuning


def test_files_that_have_come_since_their_feed_was_loaded_are_new(tmp_path: Path) -> None:
    """Whatever time they carry themselves; all are new as long as no run has ended."""
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    bronze = warehouse / "dev_raw.db" / "stg_atlon__orders" / "_delta_log"
    log = warehouse / "dev_logs.db" / "run_log" / "_delta_log"
    for folder in (
        bronze,
        log,
        landing / "atlon" / "orders" / "2025",
        landing / "atlon" / "gross_prices",
        landing / "archive",
    ):
        folder.mkdir(parents=True)
    loaded = landing / "atlon" / "orders" / "2025" / "loaded.csv"
    loaded.write_text("1234")
    later = loaded.stat().st_ctime + 10
    for folder in (bronze, log):
        os.utime(folder, (later, later))
    assert render.landing_sizes(landing, warehouse, "dev_") == (0, 4)
    # of a feed that was never loaded
    (landing / "atlon" / "gross_prices" / "old.csv").write_text("123")
    # nobody loads it
    (landing / "archive" / "old.csv").write_text("12345")
    assert render.landing_sizes(landing, warehouse, "dev_") == (3, 7)
    # a run that was killed before it ended is done again
    os.utime(log, (1, 1))
    assert render.landing_sizes(landing, warehouse, "dev_") == (7, 7)
    assert render.landing_sizes(landing, warehouse) == (7, 7)
    assert render.landing_sizes(tmp_path / "none", warehouse) == (0, 0)


@pytest.mark.parametrize("root", ["LANDING_ROOT", "WAREHOUSE_ROOT"])
def test_what_cannot_be_seen_from_here_has_the_tuning_for_all_sizes(
    tmp_path: Path, root: str
) -> None:
    """S3 is not listed before a run."""
    assert render.tuning_of(tmp_path, {root: "s3a://bucket/prefix"}) == render.DEFAULT_TUNING
    assert render.tuning_of(tmp_path, {"LANDING_ROOT": f"file://{tmp_path}"}) == "small"


def test_a_path_that_spark_cannot_use_is_an_error(tmp_path: Path) -> None:
    """A colon separates jars and would cut the path in two."""
    with pytest.raises(ValueError, match="Spark cannot use the path"):
        render.render(tmp_path / "a:b", {})


@pytest.fixture
def source_env(tmp_path: Path) -> Callable[[str, str], str]:
    """Runs a line in a strict bash elsewhere, after sourcing env.sh. Returns its output."""

    def run(before: str, after: str) -> str:
        names = ("PATH", "HOME", "JAVA_HOME")
        base = {name: os.environ[name] for name in names if name in os.environ}
        script = f"set -euo pipefail\n{before}\nsource '{PROJECT}/env.sh'\n{after}"
        done = subprocess.run(
            ["bash", "-c", script],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=base,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.strip()

    return run


def test_env_sh_keeps_what_is_set(tmp_path: Path, source_env: Callable[[str, str], str]) -> None:
    """The user's values stay; a relative LAKEHOUSE_HOME becomes absolute."""
    before = "export LAKEHOUSE_HOME='my lake' LANDING_ROOT=/data"
    answer = source_env(before, 'echo "$LAKEHOUSE_HOME|$LANDING_ROOT"')
    assert answer == f"{tmp_path}/my lake|/data"


def test_env_sh_follows_a_new_home(tmp_path: Path, source_env: Callable[[str, str], str]) -> None:
    """The default landing folder follows LAKEHOUSE_HOME when env.sh is sourced again."""
    again = f"LAKEHOUSE_HOME='{tmp_path}/b'; source '{PROJECT}/env.sh'; echo $LANDING_ROOT"
    assert source_env(f"export LAKEHOUSE_HOME='{tmp_path}/a'", again) == f"{tmp_path}/b/landing"


def test_env_sh_renders_only_what_is_out_of_date(
    tmp_path: Path, source_env: Callable[[str, str], str]
) -> None:
    """A second sourcing writes nothing; another size writes the settings again."""
    home = tmp_path / "lakehouse"
    settings = home / "conf" / "spark-defaults.conf"
    source_env(f"export LAKEHOUSE_HOME={home}", ":")
    first = settings.stat().st_mtime_ns
    source_env(f"export LAKEHOUSE_HOME={home}", ":")
    assert settings.stat().st_mtime_ns == first
    source_env(f"export LAKEHOUSE_HOME={home} LAKEHOUSE_CORES=3", ":")
    assert "local[3]" in settings.read_text()
    source_env(f"export LAKEHOUSE_HOME={home} LAKEHOUSE_CORES=3 LAKEHOUSE_TUNING=large", ":")
    assert "tuning=large" in settings.read_text()


def test_env_sh_follows_the_size_of_what_is_new(
    tmp_path: Path, source_env: Callable[[str, str], str]
) -> None:
    """A file that has landed is enough; nobody has to say how large it is."""
    home = tmp_path / "lakehouse"
    settings = home / "conf" / "spark-defaults.conf"
    source_env(f"export LAKEHOUSE_HOME={home}", ":")
    assert "tuning=small" in settings.read_text()
    landed = home / "landing" / "atlon" / "orders" / "orders.csv"
    landed.parent.mkdir(parents=True)
    with landed.open("wb") as file:
        file.truncate(render.NEW_FOR_MEDIUM)
    source_env(f"export LAKEHOUSE_HOME={home}", ":")
    assert "tuning=medium" in settings.read_text()


def test_the_project_comes_first_on_the_path(source_env: Callable[[str, str], str]) -> None:
    """Also when another virtual environment has been activated; and only once."""
    answer = source_env("PATH=/other/bin:$PATH", f"source '{PROJECT}/env.sh'; echo $PATH")
    assert answer.split(":")[0] == str(PROJECT / ".venv" / "bin")
    assert answer.split(":")[1] != str(PROJECT / ".venv" / "bin")


def test_python_code_gets_the_environment_of_another_lakehouse(tmp_path: Path) -> None:
    """Nothing of the user's own lakehouse is inherited."""
    environment = lakehouse_environment(tmp_path, {"DBT_SCHEMA_PREFIX": "dev"})
    assert environment["LAKEHOUSE_HOME"] == str(tmp_path)
    assert environment["LANDING_ROOT"] == str(tmp_path / "landing")
    assert environment["SPARK_CONF_DIR"] == str(tmp_path / "conf")
    assert environment["DBT_SCHEMA_PREFIX"] == "dev"


def test_a_session_starts_with_the_classes_that_set_up_has_archived(session: WarmSession) -> None:
    """Java maps the archive into its memory; one that does not fit it would leave out."""
    assert session.home.is_dir()
    assert render.CLASSES.is_file(), install.CLASSES_LOG.read_text(encoding="utf-8")
    processes = psutil.Process().children(recursive=True)
    archives = {
        file.path
        for process in processes
        if process.name() == "java"
        for file in process.memory_maps()
    }
    assert str(render.CLASSES) in archives


def test_an_archive_is_made_again_when_java_or_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was made of names them."""
    fake_java(tmp_path, "17.0.12")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    made_of = install.classes_made_of()
    assert str(PROJECT) in made_of
    assert "17.0.12" in made_of


def test_without_an_archive_sessions_start_with_no_such_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Java does not start well with the name of an archive that is not there."""
    monkeypatch.setattr(render, "CLASSES", tmp_path / "none.jsa")
    conf = render.render(tmp_path / "lakehouse", {})
    assert "SharedArchiveFile" not in (conf / "spark-defaults.conf").read_text(encoding="utf-8")
