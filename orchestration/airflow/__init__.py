"""Airflow for this project: two DAGs, what they share, and Airflow's own environment.

Airflow never shares an environment with the project: its lock is requirements.lock beside this file,
`make setup-airflow` installs it in .local/airflow. Nothing here is imported by the rest of the product;
dags/ and plugins/ are read by Airflow, and call the project's own commands in the project's environment.
"""
