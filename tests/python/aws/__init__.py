"""The lakehouse on AWS: Terraform against moto, the functions, and who may what."""
