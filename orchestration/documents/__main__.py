"""Starts the command: python -m orchestration.documents --help."""

from orchestration.documents.cli import main

main(prog_name="python -m orchestration.documents")
