"""dbt-project-evaluator over the project: `make evaluate`."""
