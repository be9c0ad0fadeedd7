"""Sets the secrets that the jobs read, without showing one: not on screen, in history or in errors."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors.base import DatabricksError as WorkspaceError

from orchestration.databricks.errors import DatabricksError
from orchestration.databricks.task import UNUSED
from orchestration.setup.render import PROJECT

READ_BY_A_JOB = re.compile(r"\{\{secrets/[^/]+/([a-z0-9_]+)\}\}")


def secrets_of_jobs(resources: Path = PROJECT / "resources") -> list[str]:
    """The names of the secrets that the bundle's files read: a job cluster starts with all of them."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(resources.glob("*.yml"))]
    return sorted({name for text in texts for name in READ_BY_A_JOB.findall(text)})


def values_of(
    wanted: Sequence[str],
    environment: Mapping[str, str],
    ask: Callable[[str], str] = getpass.getpass,
) -> dict[str, str]:
    """The values, from variables of the same name in capitals or asked for without an echo.

    Raises DatabricksError when one is empty: a job cluster would not start without it.
    """
    found = {name: environment.get(name.upper()) or ask(f"{name} (not shown): ") for name in wanted}
    empty = [name for name, value in found.items() if not value.strip()]
    if empty:
        raise DatabricksError(
            f"Secrets without a value: {', '.join(empty)}; none was set.",
            f"give each one a value; the word {UNUSED} for what you do not use.",
        )
    return found


def set_secrets(client: WorkspaceClient, scope: str, values: Mapping[str, str]) -> list[str]:
    """Puts the values into a scope that the bundle has made. Returns their names.

    Raises DatabricksError, without a value in it, when the workspace refuses one.
    """
    done: list[str] = []
    for name, value in values.items():
        try:
            client.secrets.put_secret(scope, name, string_value=value)
        except WorkspaceError as error:
            # the workspace's own words might repeat what was sent
            raise DatabricksError(
                f"The workspace refuses the secret {name} of the scope {scope} "
                f"({type(error).__name__}); set so far: {', '.join(done) or 'none'}.",
                "deploy the bundle first (it makes the scope), and ask for the right to write it.",
            ) from None
        done.append(name)
    return done
