"""Starts the command: python -m orchestration.metrics --help."""

from orchestration.metrics.cli import main

main(prog_name="python -m orchestration.metrics")
