"""The main job: land the default input, `dbt build`, a summary for people and one for programs.

The command line is ``python -m orchestration.pipeline run``. dbt does the work, and its macros count
what it did (macros/operations); this package checks what is missing before Spark starts, shows
dbt's progress without noise, prints the summary and writes target/run_summary.json.
"""
