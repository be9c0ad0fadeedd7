# What landings write with: the machines of a job cluster, which have this instance profile. Volumes take no locks, so
# landings do not write through Unity Catalog.

data "aws_iam_policy_document" "machines_are_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "landings" {
  statement {
    sid       = "LandFiles"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
    resources = ["${var.bucket_arns["bronze"]}/${var.landing_prefix}*"]
  }

  statement {
    sid       = "ListLandedFiles"
    actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [var.bucket_arns["bronze"]]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [trimsuffix(var.landing_prefix, "/"), "${var.landing_prefix}*"]
    }
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "landings" {
  name               = "${var.name}-landings"
  description        = "Job clusters of Databricks: lands files"
  assume_role_policy = data.aws_iam_policy_document.machines_are_assumed_by.json
}

resource "aws_iam_role_policy" "landings" {
  name   = "land"
  role   = aws_iam_role.landings.id
  policy = data.aws_iam_policy_document.landings.json
}

resource "aws_iam_instance_profile" "landings" {
  name = "${var.name}-landings"
  role = aws_iam_role.landings.name
}
