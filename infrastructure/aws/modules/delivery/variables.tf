variable "name" {
  description = "What everything of this lakehouse is called by."
  type        = string
}

variable "environment" {
  description = "Which of the project's environments is deployed: a file of the folder environments."
  type        = string
}

variable "region" {
  description = "Region of the builds."
  type        = string
}

variable "connection_arn" {
  description = "Connection of CodeConnections to the repository; somebody has to confirm it once."
  type        = string
}

variable "repository" {
  description = "Owner and name of the repository."
  type        = string
}

variable "branch" {
  description = "Branch that is delivered."
  type        = string
}

variable "build_image" {
  description = "Image of CodeBuild; it has Python and Java, the buildspec chooses their versions."
  type        = string
}

variable "bucket" {
  description = "Bucket for artifacts and for the last good manifest."
  type        = string
}

variable "bucket_arn" {
  description = "ARN of that bucket."
  type        = string
}

variable "key_arn" {
  description = "Key of the lakehouse."
  type        = string
}

variable "topic_arn" {
  description = "Topic that asks for approval."
  type        = string
}
