"""Starts the command: python -m orchestration.impact --help."""

from orchestration.impact.cli import main

main(prog_name="python -m orchestration.impact")
