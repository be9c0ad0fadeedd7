"""Starts the command: python -m orchestration.reading --help."""

from orchestration.reading.cli import main

main(prog_name="python -m orchestration.reading")
