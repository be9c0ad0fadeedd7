output "landing_root" {
  description = "LANDING_ROOT of the environment, for what runs on AWS."
  value       = "s3a://${module.storage.buckets["bronze"]}/landing"
}

output "buckets" {
  description = "Name of the bucket of each zone."
  value       = module.storage.buckets
}

output "storage_credential_roles" {
  description = "Role of each storage credential of Unity Catalog; they are called lakehouse_<environment>_<key> there."
  value       = module.databricks.role_arns
}

output "instance_profile_arn" {
  description = "Instance profile of the job clusters; BUNDLE_VAR_instance_profile_arn of the environment."
  value       = module.databricks.instance_profile_arn
}

output "file_events_queue" {
  description = "Queue of the landing location's file events; BUNDLE_VAR_file_events_queue of the environment."
  value       = module.arrivals.file_events_queue_url
}

output "databricks_secret" {
  description = "Secret that wants JSON with host and token of Databricks."
  value       = module.arrivals.secret_name
}

output "dkim_tokens" {
  description = "What the mail domain's DNS needs."
  value       = module.alerts.dkim_tokens
}

output "athena_workgroup" {
  description = "Workgroup to ask gold in, null where Glue and Athena are left away."
  value       = one(module.catalog[*].workgroup)
}

output "airflow_url" {
  description = "Airflow's pages, null where Airflow is left away."
  value       = one(module.airflow[*].webserver_url)
}
