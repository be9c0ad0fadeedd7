"""Makes .venv hold exactly the packages of requirements.lock, with uv.

uv itself comes by pip, with its hash, into an environment of its own (.local/tools), so that it
outlives a broken .venv. It does not read pip's configuration: which index, folder, proxy and
certificate pip was given is handed on. Only the standard library is used.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from orchestration.setup.errors import UNREACHABLE, SetupError, say
from orchestration.setup.render import PROJECT

VENV = PROJECT / ".venv"
LOCAL = PROJECT / ".local"
TOOLS = LOCAL / "tools"
BUILD_TOOLS_LOCK = PROJECT / "orchestration" / "setup" / "build-tools.lock"
LOCK_FILES = (BUILD_TOOLS_LOCK, PROJECT / "requirements.lock")
# of environments of their own: see checks.py and orchestration/lineage
CHECKS_LOCK = PROJECT / "orchestration" / "setup" / "checks.lock"
LINEAGE_LOCK = PROJECT / "orchestration" / "lineage" / "requirements.lock"
STAMP = VENV / ".lock-hash"
TOOLS_STAMP = TOOLS / ".lock-hash"
LOG = LOCAL / "logs" / "setup-packages.log"

PYTHON_VERSION = (3, 11)

# Settings of pip and of uv that would send packages elsewhere than into .venv.
ELSEWHERE = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "UV_SYSTEM_PYTHON", "UV_PYTHON", "UV_PROJECT")
# pip's name of a setting, uv's variable, what stands between its values there.
SAME_SETTINGS = (
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("trusted-host", "UV_INSECURE_HOST", " "),
    ("cert", "SSL_CERT_FILE", ""),
    ("client-cert", "SSL_CLIENT_CERT", ""),
    ("proxy", "ALL_PROXY", ""),
    ("timeout", "UV_HTTP_TIMEOUT", ""),
    ("default-timeout", "UV_HTTP_TIMEOUT", ""),
)


def lock_hash(*files: Path) -> str:
    """SHA-256 over lock files, over all of them when none is given."""
    digest = hashlib.sha256()
    for file in files or LOCK_FILES:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, expected: str) -> bool:
    """Whether an environment was completed from the present lock files."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == expected


def python_starts(venv: Path) -> bool:
    """Whether an environment has a working Python 3.11, and is where it was made."""
    code = f"import sys; sys.exit(sys.version_info[:2] != {PYTHON_VERSION})"
    activate = venv / "bin" / "activate"
    try:
        done = subprocess.run(
            [str(venv / "bin" / "python"), "-I", "-S", "-c", code],
            capture_output=True,
            check=False,
        )
        # its own path stands in its scripts: one that was moved has to be made again
        return done.returncode == 0 and str(venv) in activate.read_text(encoding="utf-8")
    except OSError:
        return False


def venv_is_current() -> bool:
    """Whether .venv was completed from the present lock files and still works."""
    return is_stamped(STAMP, lock_hash()) and python_starts(VENV)


def install_packages() -> None:
    """Makes .venv hold exactly what the lock files list.

    Raises SetupError when the index cannot be reached, a file's hash differs, or uv fails.
    """
    say("Installing the Python packages of requirements.lock into .venv (about two minutes) ...")
    started = time.monotonic()
    for folder in (LOCAL / "tmp", LOCAL / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    install_tools()
    cache = LOCAL / "tmp" / "uv"
    environment = uv_environment(os.environ, pip_settings(), cache)
    if VENV.exists() and not python_starts(VENV):
        shutil.rmtree(VENV)
    if not VENV.exists():
        run_uv(["venv", "--python", sys.executable, str(VENV)], environment)
    STAMP.unlink(missing_ok=True)
    built = ["--require-build-hashes", "--build-constraints", str(BUILD_TOOLS_LOCK)]
    run_uv(
        ["pip", "sync", "--require-hashes", *built, "--compile-bytecode", str(LOCK_FILES[1])],
        environment,
    )
    run_uv(["pip", "check"], environment)
    # nothing is left outside of the project's folder, and nothing twice in it
    shutil.rmtree(cache, ignore_errors=True)
    STAMP.write_text(lock_hash() + "\n", encoding="utf-8")
    say(f"Python packages installed in {time.monotonic() - started:.0f} s.")


def install_beside(venv: Path, lock: Path, what: str) -> None:
    """Makes an environment beside .venv hold exactly what a lock file lists, at once when it does.

    Raises SetupError when it cannot.

    Args:
        venv: the environment's folder.
        lock: versions and hashes.
        what: for whom it is, for people.
    """
    stamp, expected = venv / ".lock-hash", lock_hash(lock)
    if is_stamped(stamp, expected) and python_starts(venv):
        return
    say(f"Installing {what} into .local/{venv.name} ...")
    for folder in (LOCAL / "tmp", LOCAL / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    install_tools()
    cache = LOCAL / "tmp" / f"uv-{venv.name}"
    environment = uv_environment(os.environ, pip_settings(), cache)
    uv = str(TOOLS / "bin" / "uv")
    shutil.rmtree(venv, ignore_errors=True)
    run_logged([uv, "venv", "--python", sys.executable, str(venv)], environment)
    python = ["--python", str(venv / "bin" / "python")]
    run_logged([uv, "pip", "sync", *python, "--require-hashes", str(lock)], environment)
    shutil.rmtree(cache, ignore_errors=True)
    stamp.write_text(expected + "\n", encoding="utf-8")


def install_tools() -> None:
    """Makes .local/tools hold uv as build-tools.lock has it. Raises SetupError when it cannot."""
    expected = lock_hash(BUILD_TOOLS_LOCK)
    if is_stamped(TOOLS_STAMP, expected) and python_starts(TOOLS):
        return
    shutil.rmtree(TOOLS, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(TOOLS)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        shutil.rmtree(TOOLS, ignore_errors=True)
        raise SetupError(
            f"Python could not create {TOOLS}: {(done.stdout + done.stderr).strip()} "
            "Mend (Debian, Ubuntu): apt-get install python3.11-venv"
        )
    options = ["--no-input", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    options += ["-r", str(BUILD_TOOLS_LOCK)]
    if not os.environ.get("PIP_CACHE_DIR"):
        options.append("--no-cache-dir")
    pip = [str(TOOLS / "bin" / "python"), "-m", "pip"]
    run_logged([*pip, "install", *options], inherited(os.environ))
    TOOLS_STAMP.write_text(expected + "\n", encoding="utf-8")


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's environment without what would send packages elsewhere."""
    kept = {key: value for key, value in environment.items() if key not in ELSEWHERE}
    return kept | {"TMPDIR": str(LOCAL / "tmp")}


def pip_settings() -> dict[str, str]:
    """What pip install would go by: its variables before its files, [install] before [global]."""
    done = subprocess.run(
        [str(TOOLS / "bin" / "python"), "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in done.stdout.splitlines():
        key, separator, value = line.partition("=")
        section, _, name = key.partition(".")
        if separator and section in found:
            found[section][name] = str(ast.literal_eval(value))
    return found["global"] | found["install"] | found[":env:"]


def uv_environment(
    environment: Mapping[str, str], settings: Mapping[str, str], cache: Path
) -> dict[str, str]:
    """The environment that uv runs in: pip's settings in uv's words, the user's own for uv first.

    Args:
        environment: the user's.
        settings: of pip.
        cache: uv's folder for downloads, unless the user has named one.
    """
    handed_on = {"UV_CACHE_DIR": str(cache), "UV_PYTHON_DOWNLOADS": "never"}
    for name, variable, between in SAME_SETTINGS:
        if settings.get(name):
            values = settings[name].split() if between else [settings[name]]
            handed_on.setdefault(variable, between.join(values))
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        handed_on["UV_NO_INDEX"] = "1"
    if "UV_INDEX" in handed_on:
        # as pip does: any index may have the locked file
        handed_on["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return handed_on | inherited(environment)


def run_uv(arguments: list[str], environment: Mapping[str, str]) -> None:
    """Runs uv on .venv. Raises SetupError with one sentence about the cause."""
    if arguments[0] == "pip":
        no_index = (
            ["--no-index"] if environment.get("UV_NO_INDEX") and arguments[1] == "sync" else []
        )
        arguments = [
            *arguments[:2],
            "--python",
            str(VENV / "bin" / "python"),
            *no_index,
            *arguments[2:],
        ]
    run_logged([str(TOOLS / "bin" / "uv"), *arguments], environment)


def run_logged(command: list[str], environment: Mapping[str, str]) -> None:
    """Runs a command with its output in LOG. Raises SetupError with one sentence about the cause."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(environment),
        # a project of the user's around this one has nothing to say
        cwd=LOCAL,
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(done.stdout)
    if done.returncode != 0:
        raise SetupError(failure(done.stdout))


def failure(output: str) -> str:
    """One sentence about why pip or uv failed, with the mend."""
    if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        return (
            "A downloaded package differs from its checksum in the lock file and was not "
            f"installed (see {LOG}). Mend: run make setup-local again; if it stays, the "
            "registry or a proxy delivers another file than the one that was locked"
        )
    if "No space left on device" in output:
        return "The disk is full. Mend: free some space and run make setup-local again"
    if UNREACHABLE.search(output):
        return (
            f"The Python package registry cannot be reached (see {LOG}). Mend: check the "
            "network or proxy, or name a mirror by PIP_INDEX_URL, and run make setup-local again"
        )
    errors = [line for line in output.splitlines() if re.match("error", line, re.IGNORECASE)]
    reason = errors[0] if errors else (output.strip().splitlines() or ["no output"])[-1]
    return (
        f"The packages were not installed: {reason} (see {LOG}). "
        "Mend: rm -rf .venv .local/tools and run make setup-local again"
    )


def lock_packages() -> None:
    """Resolves what is wanted anew into the lock files, for Python 3.11, with hashes.

    Raises SetupError when uv cannot.
    """
    environment = uv_environment(os.environ, pip_settings(), LOCAL / "tmp" / "uv")
    version = ".".join(map(str, PYTHON_VERSION))
    options = ["--python-version", version, "--generate-hashes", "--no-strip-extras"]
    options += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    for file in (*LOCK_FILES, CHECKS_LOCK, LINEAGE_LOCK):
        wanted = str(file.with_suffix(".in"))
        run_uv(["pip", "compile", wanted, "--output-file", str(file), *options], environment)


if __name__ == "__main__":
    try:
        lock_packages()
    except SetupError as error:
        sys.exit(f"lock: {error}")
