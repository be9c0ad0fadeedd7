"""Airflow's DAGs: what can be said of them without Airflow, and runs of both from end to end."""
