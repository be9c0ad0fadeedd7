# Gold for people outside of Databricks: Glue knows the tables, Athena asks them, Lake Formation says who may.

data "aws_caller_identity" "current" {}

resource "aws_glue_catalog_database" "gold" {
  name        = replace("${var.name}_gold", "-", "_")
  description = "Gold tables of ${var.name}, as Delta has them"
}

resource "aws_glue_security_configuration" "crawler" {
  name = "${var.name}-crawler"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = var.key_arn
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = var.key_arn
    }

    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = var.key_arn
    }
  }
}

# Native Delta tables: Athena reads the transaction log itself, no manifests have to be written.
resource "aws_glue_crawler" "gold" {
  name                   = "${var.name}-gold"
  description            = "Registers the gold tables and their new columns"
  database_name          = aws_glue_catalog_database.gold.name
  role                   = aws_iam_role.crawler.arn
  schedule               = var.schedule
  security_configuration = aws_glue_security_configuration.crawler.name

  delta_target {
    delta_tables              = [for folder in var.gold_folders : "s3://${var.gold_bucket}/${folder}/"]
    create_native_delta_table = true
    write_manifest            = false
  }

  lake_formation_configuration {
    use_lake_formation_credentials = true
  }

  schema_change_policy {
    update_behavior = "UPDATE_IN_DATABASE"
    delete_behavior = "LOG"
  }

  depends_on = [aws_lakeformation_permissions.crawler_location, aws_lakeformation_permissions.crawler_database]
}

data "aws_iam_policy_document" "crawler_is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["glue.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "crawler" {
  #checkov:skip=CKV_AWS_356: GetDataAccess knows no resources; Lake Formation's grants decide
  #checkov:skip=CKV_AWS_111: GetDataAccess knows no resources; Lake Formation's grants decide
  statement {
    sid       = "DataByLakeFormation"
    actions   = ["lakeformation:GetDataAccess"]
    resources = ["*"]
  }

  statement {
    sid = "Register"
    actions = [
      "glue:BatchGetPartition",
      "glue:CreateTable",
      "glue:GetDatabase",
      "glue:GetTable",
      "glue:GetTables",
      "glue:UpdateTable",
    ]
    resources = [
      "arn:aws:glue:${var.region}:${data.aws_caller_identity.current.account_id}:catalog",
      "arn:aws:glue:${var.region}:${data.aws_caller_identity.current.account_id}:database/${aws_glue_catalog_database.gold.name}",
      "arn:aws:glue:${var.region}:${data.aws_caller_identity.current.account_id}:table/${aws_glue_catalog_database.gold.name}/*",
    ]
  }

  statement {
    sid       = "OwnConfiguration"
    actions   = ["glue:GetSecurityConfiguration"]
    resources = ["*"]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"]
    resources = ["arn:aws:logs:${var.region}:${data.aws_caller_identity.current.account_id}:log-group:/aws-glue/*"]
  }
}

resource "aws_iam_role" "crawler" {
  name               = "${var.name}-crawler"
  description        = "Registers gold tables in Glue"
  assume_role_policy = data.aws_iam_policy_document.crawler_is_assumed_by.json
}

resource "aws_iam_role_policy" "crawler" {
  name   = "register-gold"
  role   = aws_iam_role.crawler.id
  policy = data.aws_iam_policy_document.crawler.json
}

resource "aws_athena_workgroup" "gold" {
  name        = var.name
  description = "Questions to gold"

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.longest_scan_bytes

    result_configuration {
      output_location = "s3://${var.queries_bucket}/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = var.key_arn
      }
    }
  }
}
