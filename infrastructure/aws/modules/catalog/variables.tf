variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "region" {
  description = "Region of the catalogue."
  type        = string
}

variable "gold_bucket" {
  description = "Bucket of the gold tables."
  type        = string
}

variable "gold_bucket_arn" {
  description = "ARN of that bucket."
  type        = string
}

variable "queries_bucket" {
  description = "Bucket for what Athena answers."
  type        = string
}

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}

variable "gold_folders" {
  description = "Folders of the gold bucket, without a slash at their ends, that hold a table each."
  type        = list(string)
}

variable "schedule" {
  description = "When new columns are looked for: a cron expression of Glue, in UTC."
  type        = string
}

variable "longest_scan_bytes" {
  description = "Bytes after which Athena ends a query."
  type        = number
}

variable "data_lake_admin_arns" {
  description = "Roles that administer Lake Formation; the one that applies this is among them."
  type        = list(string)
}

variable "reader_arns" {
  description = "Roles that may read all of gold."
  type        = list(string)
}
