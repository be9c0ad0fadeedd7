output "webserver_url" {
  description = "Airflow's pages, from inside of the VPC."
  value       = aws_mwaa_environment.airflow.webserver_url
}
