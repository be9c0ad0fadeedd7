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
