variable "name" {
  description = "Name of the function, of its role and of its log."
  type        = string
}

variable "description" {
  description = "What it does, in one sentence."
  type        = string
}

variable "package" {
  description = "Path of the zip file that make functions has built."
  type        = string
}

variable "handler" {
  description = "Module and function that Lambda calls."
  type        = string
}

variable "layers" {
  description = "ARNs of layers with libraries that the runtime lacks."
  type        = list(string)
  default     = []
}

variable "policy" {
  description = "JSON of what its role may do beside writing its log."
  type        = string
}

variable "environment" {
  description = "Its environment variables; no secret is among them."
  type        = map(string)
}

variable "timeout" {
  description = "Seconds that one call may take."
  type        = number
}

variable "memory" {
  description = "Megabytes."
  type        = number
}

variable "key_arn" {
  description = "Key for its log and its variables."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Topic that its alarms are sent to."
  type        = string
}
