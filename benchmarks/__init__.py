"""What the pipeline costs: real data, growing histories beside plain baselines, and where it goes.

The command line is ``python -m benchmarks``; see its --help.
"""
