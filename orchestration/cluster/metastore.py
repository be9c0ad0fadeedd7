"""A metastore in Postgres, with which several Spark processes work on one lakehouse's tables."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from zipfile import ZipFile

import pyspark

from orchestration.cluster.errors import ClusterError
from orchestration.setup import install, render
from orchestration.setup.errors import SetupError
from orchestration.setup.render import OWN_SETTINGS, replace_file

# what the driver names as its only dependency: for compilers
ANNOTATIONS = "org.checkerframework:*"
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
    drivers = fetch_drivers()
    connection = {
        "javax.jdo.option.ConnectionURL": url,
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": user,
        "javax.jdo.option.ConnectionPassword": password,
    }
    create_tables(connection, drivers)
    class_path = [*render.session_jars(), *drivers]
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


def fetch_drivers() -> list[Path]:
    """The jars of jars-metastore.lock, fetched into .local/jars-metastore where they are missing.

    Raises ClusterError when one cannot be fetched or has another content than the lock says.
    """
    lock, folder = render.METASTORE_JAR_LOCK, render.METASTORE_JARS
    missing = install.wrong_jars(lock, folder)
    if missing:
        try:
            with install.alone():
                install.install_jars(missing, lock, folder, ANNOTATIONS)
        except SetupError as error:
            raise ClusterError(
                "The driver of Postgres cannot be fetched.", f"see the reason: {error}"
            ) from error
    return [folder / name for name in render.read_jar_lock(lock)]


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
