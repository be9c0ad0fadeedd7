"""Writes the Spark settings of one lakehouse: <LAKEHOUSE_HOME>/conf.

Run by `source env.sh` when the settings are missing or stale, and by `make setup-local`.
Standard library only, and no import of the project, so that it starts in a few milliseconds.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).resolve().parent / "templates"
JARS = PROJECT / ".local" / "jars"
JAR_LOCK = PROJECT / "orchestration" / "setup" / "jars.lock"
# fetched by make setup-s3, used while files or tables are on S3
S3_JARS = PROJECT / ".local" / "jars-s3"
S3_JAR_LOCK = PROJECT / "orchestration" / "setup" / "jars-s3.lock"
# fetched when a lakehouse is given a metastore in Postgres
METASTORE_JARS = PROJECT / ".local" / "jars-metastore"
METASTORE_JAR_LOCK = PROJECT / "orchestration" / "setup" / "jars-metastore.lock"
SPARK_JARS = PROJECT / ".venv" / "lib" / "python3.11" / "site-packages" / "pyspark" / "jars"
# made by make setup-local: the classes of a session as Java keeps them in memory
CLASSES = PROJECT / ".local" / "java-classes.jsa"
CONF_FILES = ("spark-defaults.conf", "log4j2.properties")
# in LAKEHOUSE_HOME, if a lakehouse has any: settings that come last and so count
OWN_SETTINGS = "spark.conf"
DEFAULT_DRIVER_MEMORY = "2g"
MAX_DEFAULT_CORES = 8
# Of a file of feed cards: the source, its feeds and their folders; of a bronze model: its table.
CARD_LINE = re.compile(
    r"^(?:  - name: (?P<source>\S+)|      - name: (?P<feed>\S+)|            path: (?P<folder>\S+))",
    re.M,
)
ALIAS = re.compile(r"\balias='(\w+)'")
S3_SCHEME = "s3a://"
# What Spark and the Python commands sign in to S3 with; the keys are never written into a file.
S3_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
# What LAKEHOUSE_TUNING is when nobody says: one of TUNINGS, chosen by the size of the input.
AUTO = "auto"
# Where that size cannot be seen from here (S3, a server that stays up): good enough for all sizes.
DEFAULT_TUNING = "medium"
TASK_ATTEMPTS_ON_S3 = 4
FIRST_COMPILER_ONLY = ' "-XX:TieredStopAtLevel=1"'
SMALL_HEAP_OF_THE_YOUNG = ' "-Xmn512m"'
# What Spark writes for a row of many columns is longer than what Java compiles when nobody asks for
# it: judging two million lines took a quarter more CPU.
LONG_METHODS_TOO = ' "-XX:-DontCompileHugeMethods"'
# Every statement is code of its own: with Java's own thresholds its second compiler took 200 of the
# 570 CPU s of a load of three million lines, for much that ends soon after.
SECOND_COMPILER_LATER = "".join(
    f' "-XX:Tier4{threshold}"'
    for threshold in (
        "InvocationThreshold=20000",
        "MinInvocationThreshold=4000",
        "CompileThreshold=60000",
        "BackEdgeThreshold=160000",
    )
)
# On small data generated code and replanning cost more than they save; from millions of rows on
# they pay, and Spark's defaults stay. A night's run is planned for most of its time and ends
# before code is hot; a load in bulk is not, nor a night upon far more rows, nor is a warm session.
MEDIUM = {
    "java": FIRST_COMPILER_ONLY + SMALL_HEAP_OF_THE_YOUNG,
    "whole_stage": "false",
    "adaptive": "false",
    "projections": "FALLBACK",
    "checksum_files": "true",
    "partitions": "",
    "least_partitions": "",
    "memory_fraction": "0.6",
}
# A few thousand rows: what a statement costs before it reads the first of them is all that counts.
SMALL = MEDIUM | {
    "projections": "NO_CODEGEN",
    "checksum_files": "false",
    "partitions": "1",
    "least_partitions": "1",
}
LARGE = MEDIUM | {
    "java": FIRST_COMPILER_ONLY + LONG_METHODS_TOO,
    "whole_stage": "true",
    "adaptive": "true",
    # Rows take what they may have for long, and with Spark's 0.6 too little is left for all else in
    # 2 GB: a load of three million lines collected garbage of all generations for 110 s.
    "memory_fraction": "0.45",
}
TUNINGS = {
    "small": SMALL,
    "medium": MEDIUM,
    "large": LARGE,
    "bulk": LARGE | {"java": LONG_METHODS_TOO + SECOND_COMPILER_LATER},
    # small, for a session that lives for many runs
    "warm": SMALL | {"java": SMALL_HEAP_OF_THE_YOUNG},
}
# From how many bytes of landing files on: new ones, and all that there are. Facts and tests read what is
# stored, so that after enough of it the second compiler pays in a night with few new rows, too.
MIB = 2**20
NEW_FOR_MEDIUM, NEW_FOR_LARGE = 4 * MIB, 64 * MIB
ALL_FOR_LARGE, ALL_FOR_BULK = 256 * MIB, 512 * MIB


def read_jar_lock(lock_file: Path) -> dict[str, tuple[str, str]]:
    """Reads a jar lock file.

    Returns: file name -> (Maven coordinates, SHA-256 in hexadecimal).
    Raises ValueError when a line is not "<group>:<artifact>:<version> <sha256>".
    """
    jars: dict[str, tuple[str, str]] = {}
    for line in lock_file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) != 2 or fields[0].count(":") != 2 or len(fields[1]) != 64:
            raise ValueError(f"{lock_file}: not '<group>:<artifact>:<version> <sha256>': {line}")
        _, artifact, version = fields[0].split(":")
        jars[f"{artifact}-{version}.jar"] = (fields[0], fields[1].lower())
    return jars


def default_cores() -> int:
    """Number of cores this process may use, at most MAX_DEFAULT_CORES."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(usable or 1, MAX_DEFAULT_CORES))


def last_change(table: Path) -> float:
    """When a Delta table got its newest commit (seconds since 1970), 0 where there is none."""
    try:
        return (table / "_delta_log").stat().st_mtime
    except OSError:
        return 0.0


def bronze_tables(project: Path = PROJECT) -> dict[str, str]:
    """The bronze table of every feed that has a card, by the feed's folder below a landing root.

    Read by their indentation, which yamllint keeps: this module has no YAML.
    """
    tables: dict[str, str] = {}
    staging = project / "models" / "staging"
    for cards in staging.rglob("_*__sources.yml"):
        source = feed = ""
        for line in CARD_LINE.finditer(cards.read_text(encoding="utf-8")):
            source = line["source"] or source
            feed = line["feed"] or feed
            if line["folder"]:
                model = cards.with_name(f"stg_{source}__{feed}.sql")
                alias = ALIAS.search(model.read_text(encoding="utf-8")) if model.exists() else None
                tables[line["folder"]] = alias[1] if alias else model.stem
    return tables


def landing_sizes(landing: Path, warehouse: Path, prefix: str = "") -> tuple[int, int]:
    """Bytes of the feeds' landing files that are not loaded yet, and of all of them.

    New is what has arrived since its feed was loaded or since a run has ended, whichever is
    earlier: what a killed run has loaded is still to be built from. A copy may keep the time of
    what it was copied from, so that the file system's own time of arrival counts.

    prefix: what the schemas' names begin with.
    """
    run_ended_at = last_change(warehouse / f"{prefix}logs.db" / "run_log")
    new = everything = 0
    for feed, table in bronze_tables().items():
        bronze = warehouse / f"{prefix}raw.db" / table
        seen_until = min(run_ended_at, last_change(bronze))
        for folder, _, names in os.walk(landing / feed):
            for name in names:
                try:
                    file = Path(folder, name).stat()
                except OSError:
                    continue
                everything += file.st_size
                if file.st_ctime > seen_until:
                    new += file.st_size
    return new, everything


def tuning_for(new: int, everything: int) -> str:
    """The tuning for so many bytes of new landing files and so many in all."""
    if new and everything >= ALL_FOR_BULK:
        return "bulk"
    if new >= NEW_FOR_LARGE or everything >= ALL_FOR_LARGE:
        return "large"
    return "medium" if new >= NEW_FOR_MEDIUM else "small"


def tuning_of(home: Path, environment: Mapping[str, str]) -> str:
    """One of TUNINGS: what LAKEHOUSE_TUNING says, or what the input asks for.

    Raises ValueError for another word.
    """
    tuning = environment.get("LAKEHOUSE_TUNING") or AUTO
    if tuning in TUNINGS:
        return tuning
    if tuning != AUTO:
        known = " or ".join((AUTO, *TUNINGS))
        raise ValueError(f"LAKEHOUSE_TUNING must be {known}, not '{tuning}'.")
    landing = (environment.get("LANDING_ROOT") or str(home / "landing")).removeprefix("file://")
    warehouse = warehouse_root(home, environment)
    if "://" in landing or "://" in warehouse:
        return DEFAULT_TUNING
    prefix = environment.get("DBT_SCHEMA_PREFIX", "")
    return tuning_for(*landing_sizes(Path(landing), Path(warehouse), prefix))


def fingerprint(home: Path, environment: Mapping[str, str]) -> str:
    """First line of the rendered spark-defaults.conf; env.sh builds the same text and compares."""
    cores = environment.get("LAKEHOUSE_CORES", "")
    memory = environment.get("LAKEHOUSE_DRIVER_MEMORY", "")
    tuning = tuning_of(home, environment)
    s3 = f"{environment.get('AWS_REGION', '')} {s3_endpoint(environment)}"
    return (
        f"# rendered: project={PROJECT} home={home} cores={cores} memory={memory} tuning={tuning}"
        f" warehouse={warehouse_root(home, environment)} s3={s3 if uses_s3(environment) else ''}"
        f"{' classes=yes' if CLASSES.is_file() else ''}"
        f"{' own=yes' if (home / OWN_SETTINGS).is_file() else ''}"
    )


def warehouse_root(home: Path, environment: Mapping[str, str]) -> str:
    """Where managed tables are kept, as the user wrote it: a folder or s3a://bucket/prefix."""
    return environment.get("WAREHOUSE_ROOT") or str(home / "warehouse")


def uses_s3(environment: Mapping[str, str]) -> bool:
    """Whether landing files or tables are on S3."""
    roots = (environment.get("LANDING_ROOT", ""), environment.get("WAREHOUSE_ROOT", ""))
    return any(root.startswith(S3_SCHEME) for root in roots)


def s3_endpoint(environment: Mapping[str, str]) -> str:
    """The URL of a server that is not Amazon's, '' when there is none."""
    return environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""


def s3_problem(environment: Mapping[str, str]) -> str | None:
    """What keeps Spark from reading s3a://, with the mend; None when nothing does."""
    if not uses_s3(environment):
        return None
    missing = [name for name in S3_VARIABLES if not environment.get(name)]
    if missing:
        return (
            f"S3 is used (LANDING_ROOT or WAREHOUSE_ROOT is {S3_SCHEME}...), but "
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set. "
            f"Mend: export {' '.join(f'{name}=...' for name in missing)}"
        )
    if not all((S3_JARS / name).is_file() for name in read_jar_lock(S3_JAR_LOCK)):
        return f"The libraries for {S3_SCHEME} are not installed. Mend: make setup-s3"
    return None


def s3_settings(environment: Mapping[str, str]) -> str:
    """The lines of spark-defaults.conf about S3, none when it is not used."""
    if not uses_s3(environment):
        return ""
    endpoint = s3_endpoint(environment)
    return Template((TEMPLATES / "spark-s3.conf").read_text(encoding="utf-8")).substitute(
        region=environment.get("AWS_REGION", ""),
        endpoint=endpoint,
        # buckets as host names need a name server that knows them, as only Amazon's does
        path_style="true" if endpoint else "false",
    )


def session_jars() -> list[Path]:
    """The class path that every session begins with: Delta, then Spark.

    Spark adds its own jars after the settings' folder, and Java shares no class that it finds
    behind a folder.
    """
    return [*(JARS / name for name in read_jar_lock(JAR_LOCK)), SPARK_JARS / "*"]


def class_archive_options() -> str:
    """Java's options for starting with archived classes; it goes on without where they do not fit.

    None when there is no archive.
    """
    if not CLASSES.is_file():
        return ""
    return f' "-XX:SharedArchiveFile={CLASSES}" "-Xlog:cds=off" "-Xlog:cds+dynamic=off"'


def warehouse_uri(root: str) -> str:
    """A warehouse root as a URI. Raises ValueError when it is neither a folder nor s3a://."""
    if root.startswith("/"):
        return f"file://{root}"
    if root.startswith(S3_SCHEME) and root.removeprefix(S3_SCHEME).strip("/"):
        return root.rstrip("/")
    raise ValueError(
        f"WAREHOUSE_ROOT is '{root}'. Mend: set it to an absolute folder or "
        f"{S3_SCHEME}<bucket>/<prefix>"
    )


def render(home: Path, environment: Mapping[str, str]) -> Path:
    """Renders the templates for one lakehouse and creates the folders they name.

    Sizes: LAKEHOUSE_CORES (threads of the session, default all usable ones up to 8) and
    LAKEHOUSE_DRIVER_MEMORY (Java notation, default 2g). LAKEHOUSE_TUNING: auto (default: by the
    size of the input) or one of TUNINGS. WAREHOUSE_ROOT: where tables are kept. S3 settings are
    added while LANDING_ROOT or WAREHOUSE_ROOT is s3a://. What stands in <home>/spark.conf follows
    them.
    Safe to repeat and for several processes at once: a file is replaced in one step, and only
    when its text differs.

    Returns: the conf folder. Raises ValueError when a path or a size cannot be used.
    """
    cores = environment.get("LAKEHOUSE_CORES") or str(default_cores())
    if not cores.isdigit() or int(cores) < 1:
        raise ValueError(f"LAKEHOUSE_CORES must be a whole number from 1, not '{cores}'.")
    tuning = tuning_of(home, environment)
    # every call below takes what was chosen here: files may arrive meanwhile
    environment = {**environment, "LAKEHOUSE_TUNING": tuning}
    settings = {
        name: value or cores if name in ("partitions", "least_partitions") else value
        for name, value in TUNINGS[tuning].items()
    }
    warehouse = warehouse_root(home, environment)
    uri = warehouse_uri(warehouse)
    for path in (str(PROJECT), str(home), warehouse.removeprefix(S3_SCHEME)):
        if set(path) & set(':"\\\n$'):
            raise ValueError(
                f"Spark cannot use the path '{path}': move it to one without : \" \\ $."
            )
    jars = session_jars()
    if uses_s3(environment):
        jars += [S3_JARS / name for name in read_jar_lock(S3_JAR_LOCK)]
    values = {
        "cores": cores,
        # an object of S3 that breaks off while it is read fails its task, which local Spark never tries again
        "task_attempts": f",{TASK_ATTEMPTS_ON_S3}" if uses_s3(environment) else "",
        "driver_memory": environment.get("LAKEHOUSE_DRIVER_MEMORY") or DEFAULT_DRIVER_MEMORY,
        "class_path": ":".join(map(str, jars)),
        "home": str(home),
        "warehouse": uri,
        "s3": s3_settings(environment),
        "tuning": tuning,
        **settings,
        "classes": class_archive_options(),
    }
    conf = home / "conf"
    folders = [conf, home / "derby", home / "tmp"]
    if not warehouse.startswith(S3_SCHEME):
        folders.append(Path(warehouse))
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for name in CONF_FILES:
        template = Template((TEMPLATES / name).read_text(encoding="utf-8"))
        text = f"{fingerprint(home, environment)}\n{template.substitute(values)}"
        own = home / OWN_SETTINGS
        if name == "spark-defaults.conf" and own.is_file():
            text += f"\n# {own}\n{own.read_text(encoding='utf-8')}"
            # it may hold a password
            replace_file(conf / name, text, mode=0o600)
        else:
            replace_file(conf / name, text)
    return conf


def replace_file(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a file in one step, so that no reader sees half of it.

    An equal text only renews the file's time, which is what env.sh compares with the template's.
    """
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        written = Path(file.name)
        try:
            file.write(text)
            file.flush()
            written.chmod(mode)
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise


def main() -> int:
    """Renders for LAKEHOUSE_HOME (default: .local in the project). Returns the exit code.

    With the argument `tuning` it writes nothing and says which tuning it would take.
    """
    home = Path(os.environ.get("LAKEHOUSE_HOME") or PROJECT / ".local").absolute()
    if sys.argv[1:] == ["tuning"]:
        try:
            print(tuning_of(home, os.environ))
        except ValueError as error:
            print(f"env.sh: {error}", file=sys.stderr)
            return 1
        return 0
    problem = s3_problem(os.environ)
    if problem:
        print(f"env.sh: {problem}", file=sys.stderr)
        return 1
    try:
        render(home, os.environ)
    except (OSError, ValueError) as error:
        print(f"Spark settings not written: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
