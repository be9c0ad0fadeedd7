"""Lands real files in the landing root. The command line is ``python -m orchestration.landing``."""
