locals {
  # bronze: landed files and tables of raw; queries: what Athena answers; airflow: DAGs and requirements;
  # delivery: what the pipeline hands on, and the last good manifest
  zones   = ["bronze", "silver", "gold", "queries", "airflow", "delivery"]
  buckets = { for zone in local.zones : zone => "${var.bucket_prefix}-${zone}" }
}
