-- Airflow's own database beside the metastore, in the same server.
create role airflow login password 'airflow';
create database airflow owner airflow;
