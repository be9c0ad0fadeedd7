"""Starts the command: python -m orchestration.lineage --help."""

from orchestration.lineage.cli import main

main(prog_name="python -m orchestration.lineage")
