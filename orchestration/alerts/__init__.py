"""Tells people what a run did: success with its numbers, each problem once, and when it is over.

The command line is ``python -m orchestration.alerts``.
"""
