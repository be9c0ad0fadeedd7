"""A metastore in Postgres, with which several Spark processes work on one lakehouse's tables."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pyspark

from orchestration.cluster.errors import ClusterError
from orchestration.setup.render import OWN_SETTINGS, PROJECT, read_jar_lock, replace_file

LOCK = Path(__file__).parent / "metastore-jars.lock"
MAVEN_CENTRAL = "https://repo1.maven.org/maven2/"
FETCH_PATIENCE = 60.0
# where Hive's classes are mapped to tables, in a jar of Spark
MAPPING_JAR, MAPPING = "hive-metastore-*.jar", "package.jdo"


def use_metastore(home: Path, url: str, user: str, password: str) -> Path:
    """Makes every Spark process of a lakehouse use a metastore in Postgres; creates its tables.

    Args:
        home: LAKEHOUSE_HOME. What its embedded metastore knows stays there and is not copied.
        url: jdbc:postgresql://<host>:<port>/<database>; the database is there and may be empty.
        user: who signs in to the database, with the right to create tables.
        password: that user's.

    Returns: the file of settings, which only its owner can read.
    Raises ClusterError when the driver cannot be fetched or the tables cannot be created; then the
    settings are as they were before.
    """
    if not re.fullmatch(r"jdbc:postgresql://[^\s\"\\]+", url):
        raise ClusterError(
            f"'{url}' is no address of a Postgres database.",
            "give --url jdbc:postgresql://<host>:<port>/<database>.",
        )
    file = home / OWN_SETTINGS
    if file.exists():
        raise ClusterError(
            f"This lakehouse has settings of its own already: {file}.",
            "change or remove that file.",
        )
    drivers = fetch_drivers(home / "jars")
    connection = {
        "javax.jdo.option.ConnectionURL": url,
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": user,
        "javax.jdo.option.ConnectionPassword": password,
    }
    create_tables(connection, drivers)
    delta = read_jar_lock(PROJECT / "orchestration" / "setup" / "jars.lock")
    class_path = [*(PROJECT / ".local" / "jars" / name for name in delta), *drivers]
    settings = {
        **{f"spark.hadoop.{name}": value for name, value in connection.items()},
        # the tables that number things are made when they are needed first
        "spark.hadoop.datanucleus.schema.autoCreateTables": "true",
        "spark.hadoop.hive.metastore.schema.verification": "false",
        "spark.driver.extraClassPath": ":".join(str(path) for path in class_path),
        # several processes: another one's run lock is not dead
        "spark.lakehouse.metastore": "shared",
    }
    replace_file(file, settings_text(settings), mode=0o600)
    return file


def settings_text(settings: dict[str, str]) -> str:
    """Settings as Spark reads them from a file, where a backslash begins an escape."""
    lines = [f"{name} {value}" for name, value in settings.items()]
    return "".join(line.replace("\\", "\\\\") + "\n" for line in lines)


def fetch_drivers(folder: Path) -> list[Path]:
    """The jars of metastore-jars.lock, fetched from Maven Central (or DEFAULT_ARTIFACT_REPOSITORY).

    Raises ClusterError when one cannot be fetched or has another content than the lock says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    base = os.environ.get("DEFAULT_ARTIFACT_REPOSITORY") or MAVEN_CENTRAL
    found = []
    for name, (coordinates, checksum) in read_jar_lock(LOCK).items():
        group, artifact, version = coordinates.split(":")
        jar = folder / name
        if not jar.is_file():
            url = f"{base.rstrip('/')}/{group.replace('.', '/')}/{artifact}/{version}/{name}"
            jar.write_bytes(content_of(url))
        if hashlib.sha256(jar.read_bytes()).hexdigest() != checksum:
            jar.unlink()
            raise ClusterError(
                f"The jar {coordinates} has not the SHA-256 that {LOCK} says; it was deleted.",
                "run it again; if it stays, the registry or a proxy delivers another file.",
            )
        found.append(jar)
    return found


def content_of(url: str) -> bytes:
    """What a URL answers. Raises ClusterError when it cannot be reached."""
    try:
        with urllib.request.urlopen(url, timeout=FETCH_PATIENCE) as answer:
            return bytes(answer.read())
    except OSError as error:
        raise ClusterError(
            f"{url} cannot be fetched: {error}.",
            "check the network, or name a mirror by DEFAULT_ARTIFACT_REPOSITORY.",
        ) from error


def create_tables(connection: dict[str, str], drivers: list[Path]) -> None:
    """Creates the metastore's tables where they are missing, by the tool of its own library.

    Left to the first statements, each creates what it needs while another one holds locks on it:
    on Postgres they wait for each other for ever.
    Raises ClusterError with Postgres' reason.
    """
    jars = Path(pyspark.__file__).parent / "jars"
    properties = {
        **connection,
        "javax.jdo.PersistenceManagerFactoryClass": (
            "org.datanucleus.api.jdo.JDOPersistenceManagerFactory"
        ),
        # as Hive has them
        "datanucleus.identifierFactory": "datanucleus1",
        "datanucleus.rdbms.useLegacyNativeValueStrategy": "true",
        "datanucleus.connectionPoolingType": "None",
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ZipFile(next(jars.glob(MAPPING_JAR))) as archive:
            archive.extract(MAPPING, folder)
        replace_file(folder / "properties", settings_text(properties), mode=0o600)
        done = subprocess.run(
            [
                "java",
                *("-cp", f"{jars}/*:{':'.join(str(jar) for jar in drivers)}"),
                *("org.datanucleus.store.schema.SchemaTool", "-create", "-api", "JDO"),
                *("-props", str(folder / "properties"), str(folder / MAPPING)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    said = done.stdout + done.stderr
    if done.returncode != 0 or "completed successfully" not in said:
        causes = re.findall(r"(?:PSQLException|FATAL): ([^\n]+)", said)
        reason = causes[-1].strip() if causes else " ".join(said.split())[-300:]
        raise ClusterError(
            f"The metastore at {connection['javax.jdo.option.ConnectionURL']} cannot be used: "
            f"{reason}.",
            "see that Postgres runs there, that the database exists and that this user may create "
            "tables in it.",
        )
