variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "bucket_arns" {
  description = "ARN of the bucket of each zone."
  type        = map(string)
}

variable "landing_prefix" {
  description = "Where files land in bronze, with a slash at its end."
  type        = string
}

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}

variable "unity_catalog_role_arn" {
  description = "Role of Databricks that assumes these ones; Databricks documents it for each of its clouds."
  type        = string
}

variable "external_id" {
  description = "External id that Databricks shows when the storage credential is made."
  type        = string
}

variable "file_events_queue_arn" {
  description = "Queue in which S3 tells of landing files."
  type        = string
}
