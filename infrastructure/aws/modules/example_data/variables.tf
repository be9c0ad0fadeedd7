variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "package" {
  description = "Path of the function's zip file."
  type        = string
}

variable "layers" {
  description = "ARNs of layers that bring numpy and pyarrow."
  type        = list(string)
}

variable "bucket" {
  description = "Bucket that files land in."
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

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}

variable "first_day" {
  description = "First day of the example shop (YYYY-MM-DD); it sells for two years."
  type        = string
}

variable "lines_a_day" {
  description = "Order lines a day."
  type        = number
}

variable "schedule" {
  description = "When a day's files are written, in UTC: an expression of EventBridge Scheduler."
  type        = string
}

variable "dead_letters_arn" {
  description = "Queue for calls that failed for good."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Topic that alarms are sent to."
  type        = string
}
