variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "package" {
  description = "Path of the function's zip file."
  type        = string
}

variable "bucket" {
  description = "Bucket whose arrivals count."
  type        = string
}

variable "bucket_arn" {
  description = "ARN of that bucket."
  type        = string
}

variable "landing_prefix" {
  description = "Where files land in it, with a slash at its end."
  type        = string
}

variable "databricks_job_id" {
  description = "Id of the job that loads and builds; the bundle's deployment prints it."
  type        = string
}

variable "key_arn" {
  description = "Key of the lakehouse; its policy lets EventBridge and S3 send to an encrypted queue."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Topic that alarms are sent to."
  type        = string
}
