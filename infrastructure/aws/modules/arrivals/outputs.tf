output "queue_url" {
  description = "Queue of arrivals."
  value       = aws_sqs_queue.arrivals.id
}

output "dead_letters_arn" {
  description = "Queue for what failed for good."
  value       = aws_sqs_queue.dead_letters.arn
}

output "secret_name" {
  description = "Secret that wants host and token of Databricks."
  value       = aws_secretsmanager_secret.databricks.name
}

output "file_events_queue_arn" {
  description = "ARN of the queue in which S3 tells Databricks of landing files."
  value       = aws_sqs_queue.file_events.arn
}

output "file_events_queue_url" {
  description = "Its address, as Databricks wants it."
  value       = aws_sqs_queue.file_events.id
}
