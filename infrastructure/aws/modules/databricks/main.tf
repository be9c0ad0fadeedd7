# What Unity Catalog may do in the buckets: one role a zone and way, each for one storage credential.

locals {
  # the landing prefix is read by loads and written by no table; landings have a role of their own (landings.tf)
  credentials = {
    landing = { bucket = "bronze", prefix = var.landing_prefix, writes = false }
    bronze  = { bucket = "bronze", prefix = "tables/", writes = true }
    silver  = { bucket = "silver", prefix = "tables/", writes = true }
    gold    = { bucket = "gold", prefix = "tables/", writes = true }
  }
  reading = ["s3:GetObject"]
  writing = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
}

data "aws_caller_identity" "current" {}

# Databricks assumes the role, and the role itself too: Unity Catalog wants that since 2024.
data "aws_iam_policy_document" "is_assumed_by" {
  for_each = local.credentials

  statement {
    sid     = "UnityCatalog"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.unity_catalog_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }

  statement {
    sid     = "Itself"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:PrincipalArn"
      values   = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${var.name}-unity-${each.key}"]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "zone" {
  for_each = local.credentials

  statement {
    sid       = "Objects"
    actions   = each.value.writes ? local.writing : local.reading
    resources = ["${var.bucket_arns[each.value.bucket]}/${each.value.prefix}*"]
  }

  statement {
    sid       = "Names"
    actions   = ["s3:ListBucket"]
    resources = [var.bucket_arns[each.value.bucket]]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [trimsuffix(each.value.prefix, "/"), "${each.value.prefix}*"]
    }
  }

  statement {
    sid       = "Region"
    actions   = ["s3:GetBucketLocation"]
    resources = [var.bucket_arns[each.value.bucket]]
  }

  statement {
    sid       = "Key"
    actions   = each.value.writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"]
    resources = [var.key_arn]
  }

  # a job that waits for files is told of them by this queue
  dynamic "statement" {
    for_each = each.key == "landing" ? [var.file_events_queue_arn] : []

    content {
      sid = "FileEvents"
      actions = [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:PurgeQueue",
        "sqs:ReceiveMessage",
      ]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "AssumeItself"
    actions   = ["sts:AssumeRole"]
    resources = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${var.name}-unity-${each.key}"]
  }
}

resource "aws_iam_role" "zone" {
  for_each = local.credentials

  name               = "${var.name}-unity-${each.key}"
  description        = "Storage credential ${each.key} of Unity Catalog"
  assume_role_policy = data.aws_iam_policy_document.is_assumed_by[each.key].json
}

resource "aws_iam_role_policy" "zone" {
  for_each = local.credentials

  name   = "use-${each.key}"
  role   = aws_iam_role.zone[each.key].id
  policy = data.aws_iam_policy_document.zone[each.key].json
}
