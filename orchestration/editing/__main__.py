"""Starts the command: python -m orchestration.editing --help."""

from orchestration.editing.cli import main

main(prog_name="python -m orchestration.editing")
