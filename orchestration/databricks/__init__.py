"""Running on Databricks: what its jobs (resources/jobs.yml) need beside dbt, and the set-up of secrets.

``task.py`` is what a job starts; it runs the commands of this package and of others on the driver's
own disk, because neither workspace files nor volumes take locks, links or appended files.
"""
