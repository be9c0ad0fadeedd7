"""Installs what the local target needs, all of it inside the project's folder.

Run by `make setup-local` with the machine's Python 3.11, so only the standard library is used.
Steps: check the machine, have uv make .venv from requirements.lock (hashes), fetch the jars of
jars.lock into .local/jars (checksums), archive the classes that a session loads, render the Spark
settings. A step whose result is already there is skipped, so a second run takes a fraction of a
second.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from orchestration.setup import packages, render
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.errors import UNREACHABLE, SetupError, say

PROJECT = render.PROJECT
VENV = packages.VENV
LOCAL = packages.LOCAL
JARS = render.JARS
SETUP = PROJECT / "orchestration" / "setup"
JARS_LOG = LOCAL / "logs" / "setup-jars.log"
CLASSES_LOG = LOCAL / "logs" / "setup-classes.log"
# what the archive of classes was made of, also when none could be made
CLASSES_STAMP = LOCAL / "java-classes.txt"

JAVA_VERSION = 17
# GiB; measured: .venv 1.2, archive and build folder of pyspark 1.9 at their peak, classes 0.2,
# reserve
DISK_FOR_INSTALL = 5.0
DISK_FOR_RUN = 1.0

# Everything the two jars depend on is in Spark already, so nothing else is fetched.
JAR_EXCLUDES = (
    "org.*:*,com.*:*,javax.*:*,commons-*:*,io.unitycatalog:*,io.airlift:*,io.delta:delta-kernel-*"
)
# The lock file names all that S3 needs; the rest is in Spark, or serves what is not used here.
S3_JAR_EXCLUDES = (
    "software.amazon.awssdk:bundle,software.amazon.s3.analyticsaccelerator:*,io.netty:*,"
    "org.apache.hadoop:hadoop-client-*,org.apache.httpcomponents:*,org.slf4j:*,org.wildfly.*:*,"
    "commons-*:*"
)

# File name -> (Maven coordinates, SHA-256 in hexadecimal).
JarLock = dict[str, tuple[str, str]]


def find_java() -> tuple[Path | None, str]:
    """The java that Spark will start: that of JAVA_HOME, else the first on PATH.

    Returns: its path (None when there is none) and where it was looked for.
    """
    java_home = os.environ.get("JAVA_HOME")
    if java_home:
        candidate = Path(java_home) / "bin" / "java"
        return (candidate if candidate.is_file() else None), f"JAVA_HOME={java_home}"
    found = shutil.which("java")
    return (Path(found) if found else None), "PATH"


def java_major_version(java: Path) -> int | None:
    """Major version that `java -version` prints, None when it cannot be read."""
    try:
        answer = subprocess.run(
            [str(java), "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', answer.stderr + answer.stdout)
    return int(match.group(1)) if match else None


def installed_java_17() -> Path | None:
    """A Java 17 in one of the usual folders, to be named in the mend."""
    for pattern in ("/usr/lib/jvm/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home"):
        for home in sorted(Path("/").glob(pattern.lstrip("/"))):
            release = home / "release"
            if (home / "bin" / "java").is_file() and release.is_file():
                text = release.read_text(encoding="utf-8", errors="replace")
                if f'JAVA_VERSION="{JAVA_VERSION}' in text:
                    return home
    return None


def java_problem() -> str | None:
    """What is wrong with Java, with the mend; None when Java 17 is there."""
    java, where = find_java()
    version = java_major_version(java) if java else None
    if version == JAVA_VERSION:
        return None
    if java is None:
        wrong = f"Java {JAVA_VERSION} is missing ({where} has no java)."
    elif version is None:
        wrong = f"{java} ({where}) does not start."
    else:
        wrong = f"Java {JAVA_VERSION} is needed, {java} ({where}) is Java {version}."
    other = installed_java_17()
    if other:
        return f"{wrong} Mend: export JAVA_HOME={other}"
    return (
        f"{wrong} Mend: install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; "
        "macOS: brew install openjdk@17) and, if it is not the first java on PATH, "
        "export JAVA_HOME=<its folder>"
    )


def python_problem() -> str | None:
    """What is wrong with the Python that runs this, with the mend; None when it will do."""
    wanted = ".".join(map(str, packages.PYTHON_VERSION))
    if sys.version_info[:2] != packages.PYTHON_VERSION:
        return (
            f"Python {wanted} is needed, this is {sys.version.split()[0]} ({sys.executable}). "
            f"Mend: make setup-local PYTHON=<path of python{wanted}>"
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        return (
            f"This Python {wanted} cannot create virtual environments. "
            f"Mend (Debian, Ubuntu): apt-get install python{wanted}-venv"
        )
    return None


def disk_problem(needed_gib: float) -> str | None:
    """What is wrong with the disk, with the mend; None when there is room."""
    free_gib = shutil.disk_usage(PROJECT).free / 2**30
    if free_gib >= needed_gib:
        return None
    return (
        f"{needed_gib:.0f} GB of free disk are needed in {PROJECT}, {free_gib:.1f} GB are free. "
        "Mend: free some, or move the project's folder to a larger disk"
    )


def sha256_of(file: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def wrong_jars(lock: Path | None = None, folder: Path | None = None) -> JarLock:
    """The jars of a lock file that are absent from its folder or have another content.

    Those of the local session when none is given.
    """
    folder = folder or JARS
    return {
        name: (coordinates, checksum)
        for name, (coordinates, checksum) in render.read_jar_lock(lock or render.JAR_LOCK).items()
        if not (folder / name).is_file() or sha256_of(folder / name) != checksum
    }


def install_jars(wanted: JarLock, lock: Path, folder: Path, excludes: str) -> None:
    """Fetches jars with Spark's own resolver and keeps those whose checksum is right.

    wanted: what is missing of the lock file. excludes: dependencies that are not fetched.
    Raises SetupError when the registry cannot be reached or a checksum differs.
    """
    say(f"Fetching {len(wanted)} jars into {folder.relative_to(PROJECT)} ...")
    for needed in (folder, LOCAL / "tmp", LOCAL / "logs"):
        needed.mkdir(parents=True, exist_ok=True)
    ivy = LOCAL / "ivy"
    shutil.rmtree(ivy, ignore_errors=True)
    empty = LOCAL / "tmp" / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    nothing = LOCAL / "tmp" / "nothing.py"
    nothing.write_text("", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "SPARK_REMOTE"}
    environment |= {
        "SPARK_HOME": str(VENV / "lib" / "python3.11" / "site-packages" / "pyspark"),
        "SPARK_CONF_DIR": str(empty),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(LOCAL / "tmp"),
        "PYSPARK_PYTHON": str(VENV / "bin" / "python"),
    }
    done = subprocess.run(
        [
            str(VENV / "bin" / "spark-submit"),
            *("--master", "local[1]"),
            *("--packages", ",".join(coordinates for coordinates, _ in wanted.values())),
            *("--exclude-packages", excludes),
            *("--conf", f"spark.jars.ivy={ivy}"),
            str(nothing),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        check=False,
    )
    JARS_LOG.write_text(done.stdout, encoding="utf-8")
    for name, (coordinates, checksum) in wanted.items():
        group = coordinates.split(":")[0]
        fetched = ivy / "jars" / f"{group}_{name}"
        if not fetched.is_file():
            raise SetupError(jars_failure(coordinates, done.stdout))
        if sha256_of(fetched) != checksum:
            found = sha256_of(fetched)
            shutil.rmtree(ivy, ignore_errors=True)
            raise SetupError(
                f"The jar {coordinates} has the SHA-256 {found}, but {lock} says "
                f"{checksum}; it was deleted. Mend: run make setup-local again; if it stays, the "
                "registry, a proxy or the local Maven cache (~/.m2) delivers another file"
            )
        fetched.replace(folder / name)
    shutil.rmtree(ivy, ignore_errors=True)


def jars_failure(coordinates: str, output: str) -> str:
    """One sentence about why a jar did not arrive, with the mend."""
    if UNREACHABLE.search(output):
        return (
            f"The Maven registry cannot be reached, {coordinates} is missing (see {JARS_LOG}). "
            "Mend: check the network (a proxy: export JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=<host> "
            "with -Dhttps.proxyPort=<port>), or name a mirror by DEFAULT_ARTIFACT_REPOSITORY, "
            "and run make setup-local again"
        )
    return f"Spark's resolver did not deliver {coordinates}: see {JARS_LOG}"


def classes_made_of() -> str:
    """What an archive of classes fits: this Java, these jars, in this folder."""
    java, _ = find_java()
    answer = subprocess.run(
        [str(java), "-version"], capture_output=True, text=True, timeout=60, check=False
    )
    jars = render.JAR_LOCK.read_text(encoding="utf-8")
    digest = hashlib.sha256(
        f"{packages.lock_hash()} {jars} {trainer().read_text('utf-8')}".encode()
    )
    return f"{PROJECT}\n{answer.stderr}{digest.hexdigest()}\n"


def trainer() -> Path:
    """The script whose session loads the classes."""
    return SETUP / "train_classes.py"


def archive_classes(made_of: str) -> None:
    """Has Java keep the classes of a short session in render.CLASSES, for later ones to start with.

    Without an archive sessions start all the same, 15 to 20 seconds later: so a failure is said,
    and not tried again before Java or the jars change.
    """
    say("Archiving the classes that a session loads, for quicker starts (about a minute) ...")
    home, part = LOCAL / "tmp" / "classes", render.CLASSES.with_suffix(".part")
    for leftover in (render.CLASSES, part, CLASSES_STAMP):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    java = f'"-XX:ArchiveClassesAtExit={part}" "-Dderby.system.home={home}" "-XX:+UseSerialGC"'
    (home / render.OWN_SETTINGS).write_text(
        f"spark.driver.extraJavaOptions {java}\n", encoding="utf-8"
    )
    # to the end of its output, which is Java's end: it writes the archive after Python has ended
    done = subprocess.run(
        [str(VENV / "bin" / "python"), str(trainer())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=lakehouse_environment(home),
        check=False,
    )
    CLASSES_LOG.write_text(done.stdout, encoding="utf-8")
    if done.returncode == 0 and part.is_file():
        part.replace(render.CLASSES)
    else:
        say(f"No classes were archived (see {CLASSES_LOG}): sessions start more slowly.")
    shutil.rmtree(home, ignore_errors=True)
    CLASSES_STAMP.write_text(made_of, encoding="utf-8")


@contextmanager
def alone() -> Iterator[None]:
    """Lets one set-up run at a time; a second one waits."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "setup.lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder: waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install() -> bool:
    """Does what is missing. Returns True when something had to be done.

    Raises SetupError when the machine lacks something; all that is known is named at once.
    """
    packages_missing = not packages.venv_is_current()
    needed_gib = DISK_FOR_INSTALL if packages_missing else DISK_FOR_RUN
    problems = [python_problem(), java_problem(), disk_problem(needed_gib)]
    found = [problem for problem in problems if problem]
    if found:
        raise SetupError("\n".join(found))
    for folder in (LOCAL / "tmp", LOCAL / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    if packages_missing:
        packages.install_packages()
    jars = wrong_jars()
    if jars:
        install_jars(jars, render.JAR_LOCK, JARS, JAR_EXCLUDES)
    made_of = classes_made_of()
    unarchived = not CLASSES_STAMP.is_file() or CLASSES_STAMP.read_text("utf-8") != made_of
    if unarchived:
        archive_classes(made_of)
    render.render(
        Path(os.environ.get("LAKEHOUSE_HOME") or LOCAL).absolute(),
        os.environ,
    )
    return packages_missing or bool(jars) or unarchived


def install_s3() -> bool:
    """Fetches what Spark needs for s3a:// into .local/jars-s3. Returns True when it had to.

    Raises SetupError when the registry cannot be reached or a checksum differs.
    """
    jars = wrong_jars(render.S3_JAR_LOCK, render.S3_JARS)
    if jars:
        install_jars(jars, render.S3_JAR_LOCK, render.S3_JARS, S3_JAR_EXCLUDES)
    return bool(jars)


def main() -> int:
    """Command of `make setup-local`, with the argument s3 of `make setup-s3`.

    Returns the exit code.
    """
    try:
        with alone():
            changed = install_s3() if sys.argv[1:] == ["s3"] else install()
    except (SetupError, ValueError, OSError) as error:
        for line in str(error).splitlines():
            print(f"setup: {line}", file=sys.stderr)
        return 1
    say("Set-up complete." if changed else "Set-up complete: nothing had changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
