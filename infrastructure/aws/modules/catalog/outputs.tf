output "database" {
  description = "Glue database of gold."
  value       = aws_glue_catalog_database.gold.name
}

output "workgroup" {
  description = "Athena workgroup to ask in."
  value       = aws_athena_workgroup.gold.name
}
