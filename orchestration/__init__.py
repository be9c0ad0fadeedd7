"""What surrounds the dbt project: landing, set-up, runs, benchmark."""
