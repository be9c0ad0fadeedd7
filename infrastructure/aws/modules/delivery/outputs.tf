output "pipeline_arn" {
  description = "The pipeline that delivers."
  value       = aws_codepipeline.pipeline["delivery"].arn
}
