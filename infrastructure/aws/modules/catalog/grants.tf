# Lake Formation: gold's location is its own, nobody gets anything by being in the account (no IAMAllowedPrincipals).

data "aws_iam_policy_document" "location_is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lakeformation.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "location" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${var.gold_bucket_arn}/tables/*"]
  }

  statement {
    actions   = ["s3:ListBucket"]
    resources = [var.gold_bucket_arn]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "location" {
  name               = "${var.name}-gold-location"
  description        = "Reads gold for those whom Lake Formation lets"
  assume_role_policy = data.aws_iam_policy_document.location_is_assumed_by.json
}

resource "aws_iam_role_policy" "location" {
  name   = "read-gold"
  role   = aws_iam_role.location.id
  policy = data.aws_iam_policy_document.location.json
}

resource "aws_lakeformation_data_lake_settings" "account" {
  admins = var.data_lake_admin_arns
}

resource "aws_lakeformation_resource" "gold" {
  arn      = var.gold_bucket_arn
  role_arn = aws_iam_role.location.arn

  depends_on = [aws_lakeformation_data_lake_settings.account]
}

resource "aws_lakeformation_permissions" "crawler_location" {
  principal   = aws_iam_role.crawler.arn
  permissions = ["DATA_LOCATION_ACCESS"]

  data_location {
    arn = aws_lakeformation_resource.gold.arn
  }
}

resource "aws_lakeformation_permissions" "crawler_database" {
  principal   = aws_iam_role.crawler.arn
  permissions = ["CREATE_TABLE", "ALTER", "DESCRIBE"]

  database {
    name = aws_glue_catalog_database.gold.name
  }

  depends_on = [aws_lakeformation_data_lake_settings.account]
}

resource "aws_lakeformation_permissions" "readers_database" {
  for_each = toset(var.reader_arns)

  principal   = each.value
  permissions = ["DESCRIBE"]

  database {
    name = aws_glue_catalog_database.gold.name
  }

  depends_on = [aws_lakeformation_data_lake_settings.account]
}

resource "aws_lakeformation_permissions" "readers" {
  for_each = toset(var.reader_arns)

  principal   = each.value
  permissions = ["SELECT", "DESCRIBE"]

  table {
    database_name = aws_glue_catalog_database.gold.name
    wildcard      = true
  }

  depends_on = [aws_lakeformation_data_lake_settings.account]
}
