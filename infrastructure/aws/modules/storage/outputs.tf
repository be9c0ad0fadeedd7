output "buckets" {
  description = "Name of the bucket of each zone."
  value       = { for zone, bucket in aws_s3_bucket.zone : zone => bucket.id }
}

output "bucket_arns" {
  description = "ARN of the bucket of each zone."
  value       = { for zone, bucket in aws_s3_bucket.zone : zone => bucket.arn }
}

output "key_arn" {
  description = "ARN of the key that everything is encrypted by."
  value       = aws_kms_key.lakehouse.arn
}
