output "pipeline_arn" {
  description = "The pipeline that delivers."
  value       = aws_codepipeline.delivery.arn
}
