variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "region" {
  description = "Region of Airflow."
  type        = string
}

variable "airflow_version" {
  description = "Version of Airflow that MWAA offers."
  type        = string
}

variable "vpc_id" {
  description = "VPC that Airflow runs in."
  type        = string
}

variable "subnet_ids" {
  description = "Two private subnets of it, in two zones, with a way out (NAT)."
  type        = list(string)
}

variable "airflow_bucket_arn" {
  description = "Bucket with dags/, requirements.txt, plugins.zip and startup.sh."
  type        = string
}

variable "bronze_bucket_arn" {
  description = "Bucket that files land in."
  type        = string
}

variable "landing_prefix" {
  description = "Where files land in it, with a slash at its end."
  type        = string
}

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}

variable "send_policy_arn" {
  description = "Policy that lets it send alerts by SES."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Topic that alarms are sent to."
  type        = string
}
