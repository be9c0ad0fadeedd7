variable "environment" {
  description = "Name of the environment; everything is called lakehouse-<environment>."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "An environment's name is 2 to 12 small letters and digits: bucket names are made of it."
  }
}

variable "account_id" {
  description = "Account that is applied to; another one is refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account's number has twelve digits."
  }
}

variable "region" {
  description = "Region of everything."
  type        = string
}

variable "replica_region" {
  description = "Second region, for a copy of bronze; empty for none."
  type        = string
  default     = ""

  validation {
    condition     = var.replica_region != var.region
    error_message = "A copy in the same region is no copy: name another region, or none."
  }
}

variable "packages" {
  description = "Folder with the functions' zip files that make functions has built."
  type        = string
  default     = "../../../target/functions"
}

variable "libraries_layer_version" {
  description = "Version of AWS's layer with numpy and pyarrow."
  type        = number
  default     = 24
}

variable "example_data" {
  description = "Whether example data is generated on a schedule; never beside real feeds of the web shop."
  type        = bool
  default     = false
}

variable "example_first_day" {
  description = "First day of the example shop (YYYY-MM-DD); it sells for two years."
  type        = string
  default     = "2026-01-01"
}

variable "example_lines_a_day" {
  description = "Order lines of the example shop a day."
  type        = number
  default     = 300
}

variable "example_schedule" {
  description = "When a day's example files are written, in UTC."
  type        = string
  default     = "cron(30 2 * * ? *)"
}

variable "databricks_job_id" {
  description = "Id of the Databricks job that loads and builds; the bundle's deployment prints it."
  type        = string
}

variable "databricks_external_id" {
  description = "External id that Databricks shows for its storage credentials."
  type        = string
}

variable "unity_catalog_role_arn" {
  description = "Role of Databricks that assumes the storage credentials' roles; this one is that of AWS's commercial regions."
  type        = string
  default     = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
}

variable "gold_folders" {
  description = "Folders of the gold bucket that Glue and Athena shall know as tables; none leaves both away."
  type        = list(string)
  default     = []
}

variable "gold_reader_arns" {
  description = "Roles that may read all of gold through Athena."
  type        = list(string)
  default     = []
}

variable "data_lake_admin_arns" {
  description = "Roles that administer Lake Formation: the one that applies this, at least, where gold_folders are given."
  type        = list(string)
  default     = []
}

variable "airflow_version" {
  description = "Version of Airflow that MWAA offers; that of orchestration/airflow/requirements.in."
  type        = string
  default     = "3.2.1"
}

variable "vpc_id" {
  description = "VPC for Airflow; empty leaves Airflow away."
  type        = string
  default     = ""
}

variable "subnet_ids" {
  description = "Two private subnets of that VPC."
  type        = list(string)
  default     = []
}

variable "alert_mail_from" {
  description = "Address that alerts come from."
  type        = string
}

variable "alert_mail_to" {
  description = "Addresses that alarms of AWS are sent to."
  type        = list(string)
}

variable "days_of_replaced_versions" {
  description = "For how many days an object that was replaced or deleted can be brought back."
  type        = number
  default     = 30
}

variable "days_until_landed_files_are_cold" {
  description = "After how many days landed files move to a colder storage class."
  type        = number
  default     = 90
}

variable "force_destroy" {
  description = "Whether `terraform destroy` may delete buckets with what is in them."
  type        = bool
  default     = false
}

variable "connection_arn" {
  description = "Connection of CodeConnections to the repository; empty leaves the pipeline on AWS away."
  type        = string
  default     = ""
}

variable "repository" {
  description = "Owner and name of the repository."
  type        = string
  default     = ""
}

variable "branch" {
  description = "Branch that is delivered."
  type        = string
  default     = "main"
}
