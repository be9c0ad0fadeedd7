output "role_arns" {
  description = "Role of each storage credential."
  value       = { for credential, role in aws_iam_role.zone : credential => role.arn }
}
