"""Command: package functions of Lambda."""

from pathlib import Path

import click

from orchestration.aws.errors import AwsError
from orchestration.aws.package import write_package


@click.group()
def main() -> None:
    """What runs on AWS."""


@main.command("package")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.argument("functions", nargs=-1, required=True, metavar="NAME=MODULE...")
def package_command(folder: Path, functions: tuple[str, ...]) -> None:
    """Write NAME.zip of each module, with all of the project that it imports."""
    for text in functions:
        name, _, module = text.partition("=")
        try:
            file = write_package(module, folder / f"{name}.zip")
        except AwsError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
