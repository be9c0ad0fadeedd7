output "function_name" {
  description = "Name of the function that lands example files."
  value       = module.function.name
}
