output "topic_arn" {
  description = "Topic that alarms are sent to."
  value       = aws_sns_topic.alarms.arn
}

output "dkim_tokens" {
  description = "What the domain's DNS needs: <token>._domainkey as CNAME of <token>.dkim.amazonses.com."
  value       = one(aws_sesv2_email_identity.sender.dkim_signing_attributes[*].tokens)
}

output "send_policy_arn" {
  description = "Policy for whoever sends the project's alerts."
  value       = aws_iam_policy.send.arn
}
