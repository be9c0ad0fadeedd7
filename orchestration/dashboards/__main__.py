"""Starts the command: python -m orchestration.dashboards --help."""

from orchestration.dashboards.cli import main

main(prog_name="python -m orchestration.dashboards")
