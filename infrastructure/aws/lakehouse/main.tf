# One lakehouse in one account and region. What differs between environments are variables only: they come
# from the folder environments of the project, by `make terraform-plan`.

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      lakehouse  = local.name
      managed_by = "terraform"
    }
  }
}

locals {
  name           = "lakehouse-${var.environment}"
  bucket_prefix  = "${local.name}-${var.account_id}"
  landing_prefix = "landing/"
}

# The runtime of Lambda lacks numpy and pyarrow; this layer is AWS's own.
locals {
  libraries_layer = "arn:aws:lambda:${var.region}:336392948345:layer:AWSSDKPandas-Python311:${var.libraries_layer_version}"
}

module "storage" {
  source = "../modules/storage"

  name                             = local.name
  bucket_prefix                    = local.bucket_prefix
  region                           = var.region
  replica_region                   = var.replica_region
  landing_prefix                   = local.landing_prefix
  days_of_replaced_versions        = var.days_of_replaced_versions
  days_until_landed_files_are_cold = var.days_until_landed_files_are_cold
  force_destroy                    = var.force_destroy
}

module "alerts" {
  source = "../modules/alerts"

  name        = local.name
  mail_domain = split("@", var.alert_mail_from)[1]
  mail_from   = var.alert_mail_from
  mail_to     = var.alert_mail_to
  key_arn     = module.storage.key_arn
}

module "arrivals" {
  source = "../modules/arrivals"

  name              = local.name
  package           = "${var.packages}/start_job.zip"
  bucket            = module.storage.buckets["bronze"]
  bucket_arn        = module.storage.bucket_arns["bronze"]
  landing_prefix    = local.landing_prefix
  databricks_job_id = var.databricks_job_id
  key_arn           = module.storage.key_arn
  alarm_topic_arn   = module.alerts.topic_arn
}

# or the apply that moves it would leave the bucket without one
moved {
  from = module.storage.aws_s3_bucket_notification.arrivals
  to   = module.arrivals.aws_s3_bucket_notification.arrivals
}

module "example_data" {
  source = "../modules/example_data"
  count  = var.example_data ? 1 : 0

  name             = local.name
  package          = "${var.packages}/example_data.zip"
  layers           = [local.libraries_layer]
  bucket           = module.storage.buckets["bronze"]
  bucket_arn       = module.storage.bucket_arns["bronze"]
  landing_prefix   = local.landing_prefix
  key_arn          = module.storage.key_arn
  first_day        = var.example_first_day
  lines_a_day      = var.example_lines_a_day
  schedule         = var.example_schedule
  dead_letters_arn = module.arrivals.dead_letters_arn
  alarm_topic_arn  = module.alerts.topic_arn
}

module "databricks" {
  source = "../modules/databricks"

  name                   = local.name
  bucket_arns            = module.storage.bucket_arns
  landing_prefix         = local.landing_prefix
  key_arn                = module.storage.key_arn
  file_events_queue_arn  = module.arrivals.file_events_queue_arn
  unity_catalog_role_arn = var.unity_catalog_role_arn
  external_id            = var.databricks_external_id
}

module "catalog" {
  source = "../modules/catalog"
  count  = length(var.gold_folders) > 0 ? 1 : 0

  name                 = local.name
  region               = var.region
  gold_bucket          = module.storage.buckets["gold"]
  gold_bucket_arn      = module.storage.bucket_arns["gold"]
  queries_bucket       = module.storage.buckets["queries"]
  key_arn              = module.storage.key_arn
  gold_folders         = var.gold_folders
  schedule             = "cron(0 6 * * ? *)"
  longest_scan_bytes   = 100 * 1024 * 1024 * 1024
  data_lake_admin_arns = var.data_lake_admin_arns
  reader_arns          = var.gold_reader_arns
}

module "airflow" {
  source = "../modules/airflow"
  count  = var.vpc_id == "" ? 0 : 1

  name               = local.name
  region             = var.region
  airflow_version    = var.airflow_version
  vpc_id             = var.vpc_id
  subnet_ids         = var.subnet_ids
  airflow_bucket_arn = module.storage.bucket_arns["airflow"]
  bronze_bucket_arn  = module.storage.bucket_arns["bronze"]
  landing_prefix     = local.landing_prefix
  key_arn            = module.storage.key_arn
  send_policy_arn    = module.alerts.send_policy_arn
  alarm_topic_arn    = module.alerts.topic_arn
}

module "delivery" {
  source = "../modules/delivery"
  count  = var.connection_arn == "" ? 0 : 1

  name           = local.name
  environment    = var.environment
  region         = var.region
  connection_arn = var.connection_arn
  repository     = var.repository
  branch         = var.branch
  build_image    = "aws/codebuild/standard:7.0"
  bucket         = module.storage.buckets["delivery"]
  bucket_arn     = module.storage.bucket_arns["delivery"]
  key_arn        = module.storage.key_arn
  topic_arn      = module.alerts.topic_arn
}
