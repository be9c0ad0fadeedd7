"""The main job: land the default input, `dbt build`, a summary for people and one for programs.

The command line is ``python -m orchestration.pipeline run``. dbt does the work, its macros print
the summary (macros/operations); this package checks what is missing before Spark starts, shows
dbt's progress without noise and writes target/run_summary.json.
"""
