# Example data on a schedule: the simulator's handler writes the files of one day into the landing prefix.

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "land" {
  statement {
    sid       = "LandFiles"
    actions   = ["s3:PutObject"]
    resources = ["${var.bucket_arn}/${var.landing_prefix}*"]
  }

  statement {
    sid       = "EncryptThem"
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = [var.key_arn]
  }
}

module "function" {
  source = "../function"

  name            = "${var.name}-example-data"
  description     = "Lands the example files of one day."
  package         = var.package
  handler         = "simulator.aws_lambda.handle"
  layers          = var.layers
  policy          = data.aws_iam_policy_document.land.json
  timeout         = 300
  memory          = 1024
  key_arn         = var.key_arn
  alarm_topic_arn = var.alarm_topic_arn

  environment = {
    LANDING_BUCKET      = var.bucket
    LANDING_PREFIX      = var.landing_prefix
    EXAMPLE_FIRST_DAY   = var.first_day
    EXAMPLE_LINES_A_DAY = var.lines_a_day
  }
}

data "aws_iam_policy_document" "is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [module.function.arn]
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [var.dead_letters_arn]
  }

  statement {
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "schedule" {
  name               = "${var.name}-example-data-schedule"
  assume_role_policy = data.aws_iam_policy_document.is_assumed_by.json
}

resource "aws_iam_role_policy" "schedule" {
  name   = "start-the-function"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_scheduler_schedule" "nightly" {
  name                         = "${var.name}-example-data"
  schedule_expression          = var.schedule
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = var.key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.function.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ time = "<aws.scheduler.scheduled-time>" })

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = var.dead_letters_arn
    }
  }
}
