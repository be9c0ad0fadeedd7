#!/bin/sh
# The start-up script of an MWAA environment: what the DAGs take from the environment. Mail servers and
# their passwords belong in a secret that this script reads, not into this file.
export LAKEHOUSE_PROJECT=/usr/local/airflow/dags/sales_lakehouse
export LAKEHOUSE_HOME=/tmp/lakehouse
export DBT_TARGET_PATH=/tmp/lakehouse/target
