variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "bucket_prefix" {
  description = "What the names of buckets begin with; they are unique in the world, so the account is in it."
  type        = string
}

variable "region" {
  description = "Region of the buckets and of the key."
  type        = string
}

variable "replica_region" {
  description = "Region of a copy of bronze, empty for none."
  type        = string
}

variable "landing_prefix" {
  description = "Where files land in bronze, with a slash at its end."
  type        = string
}

variable "days_of_replaced_versions" {
  description = "For how many days an object that was replaced or deleted can be brought back."
  type        = number
}

variable "days_until_landed_files_are_cold" {
  description = "After how many days landed files move to a colder storage class; they can be read as before."
  type        = number
}

variable "force_destroy" {
  description = "Whether buckets may be destroyed with what is in them; for throw-away lakehouses only."
  type        = bool
}
