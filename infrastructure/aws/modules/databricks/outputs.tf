output "role_arns" {
  description = "Role of each storage credential."
  value       = { for credential, role in aws_iam_role.zone : credential => role.arn }
}

output "instance_profile_arn" {
  description = "Instance profile of the job clusters, with which landings write."
  value       = aws_iam_instance_profile.landings.arn
}
