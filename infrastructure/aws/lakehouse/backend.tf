# Bucket, key and region of the state are given at `terraform init`: `make terraform-init` takes them from the
# environment. The bucket is made once by hand, before there is a state.
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
