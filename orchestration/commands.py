"""Groups of commands whose errors are sentences."""

from __future__ import annotations

import sys
from typing import Any

import click

from orchestration.errors import MendableError

WRONG = 2


class Commands(click.Group):
    """Commands of a program, by whose name errors begin."""

    def invoke(self, ctx: click.Context) -> Any:
        """Ends with 2 when something is missing that a person has to provide."""
        try:
            return super().invoke(ctx)
        except (MendableError, OSError) as error:
            click.echo(f"{self.name}: {error}", err=True)
            sys.exit(WRONG)
