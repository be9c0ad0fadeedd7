# Bronze in a second region, where one is named: everything else can be built from it.

locals {
  replicated = var.replica_region == "" ? {} : { bronze = var.replica_region }
}

resource "aws_kms_key" "replica" {
  for_each = local.replicated

  region                  = each.value
  description             = "The copy of ${var.name} in a second region"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_s3_bucket" "replica" {
  #checkov:skip=CKV_AWS_18: only replication writes here, and the first bucket has its log
  #checkov:skip=CKV_AWS_144: it is the copy
  #checkov:skip=CKV2_AWS_61: the same versions as in the first bucket; see the configuration below
  #checkov:skip=CKV2_AWS_62: nothing starts by a copy
  for_each = local.replicated

  region        = each.value
  bucket        = "${var.bucket_prefix}-${each.key}-copy"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_versioning" "replica" {
  for_each = local.replicated

  region = each.value
  bucket = aws_s3_bucket.replica[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "replica" {
  for_each = local.replicated

  region = each.value
  bucket = aws_s3_bucket.replica[each.key].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.replica[each.key].arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "replica" {
  for_each = local.replicated

  region                  = each.value
  bucket                  = aws_s3_bucket.replica[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "replication_is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "replication" {
  for_each = local.replicated

  statement {
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.zone[each.key].arn]
  }

  statement {
    actions = [
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionTagging",
    ]
    resources = ["${aws_s3_bucket.zone[each.key].arn}/*"]
  }

  statement {
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["${aws_s3_bucket.replica[each.key].arn}/*"]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.lakehouse.arn]
  }

  statement {
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.replica[each.key].arn]
  }
}

resource "aws_iam_role" "replication" {
  for_each = local.replicated

  name               = "${var.name}-replication"
  assume_role_policy = data.aws_iam_policy_document.replication_is_assumed_by.json
}

resource "aws_iam_role_policy" "replication" {
  for_each = local.replicated

  name   = "replicate-${each.key}"
  role   = aws_iam_role.replication[each.key].id
  policy = data.aws_iam_policy_document.replication[each.key].json
}

resource "aws_s3_bucket_replication_configuration" "zone" {
  for_each = local.replicated

  bucket = aws_s3_bucket.zone[each.key].id
  role   = aws_iam_role.replication[each.key].arn

  rule {
    id     = each.key
    status = "Enabled"

    filter {}

    # what was deleted by mistake stays in the copy
    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = aws_s3_bucket.replica[each.key].arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.replica[each.key].arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.zone, aws_s3_bucket_versioning.replica]
}
