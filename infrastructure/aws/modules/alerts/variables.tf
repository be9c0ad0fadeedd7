variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "mail_domain" {
  description = "Domain that mails come from; SES wants its three DKIM records in the domain's DNS."
  type        = string
}

variable "mail_from" {
  description = "Address that alerts come from."
  type        = string
}

variable "mail_to" {
  description = "Addresses that alarms of AWS are sent to; each has to confirm once."
  type        = list(string)
}

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}
