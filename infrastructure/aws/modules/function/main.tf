# One Lambda function with what belongs to it: its role, its log, and alarms when it fails or is held back.

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "logs" {
  #checkov:skip=CKV_AWS_111: X-Ray knows no resources
  #checkov:skip=CKV_AWS_356: X-Ray knows no resources
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
  }

  statement {
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "function" {
  name               = var.name
  description        = var.description
  assume_role_policy = data.aws_iam_policy_document.is_assumed_by.json
}

resource "aws_iam_role_policy" "logs" {
  name   = "write-its-log"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.logs.json
}

resource "aws_iam_role_policy" "work" {
  name   = "do-its-work"
  role   = aws_iam_role.function.id
  policy = var.policy
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = 365
  kms_key_id        = var.key_arn
}

resource "aws_lambda_function" "function" {
  #checkov:skip=CKV_AWS_117: it speaks to AWS and to Databricks by their public addresses only, and to nothing of a VPC
  #checkov:skip=CKV_AWS_272: the package is built by the pipeline that deploys it, from locked sources
  #checkov:skip=CKV_AWS_116: what starts it keeps what failed: the queue or the schedule has a dead letter queue
  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.function.arn
  runtime                        = "python3.11"
  architectures                  = ["x86_64"]
  handler                        = var.handler
  filename                       = var.package
  source_code_hash               = filebase64sha256(var.package)
  layers                         = var.layers
  timeout                        = var.timeout
  memory_size                    = var.memory
  reserved_concurrent_executions = 1
  kms_key_arn                    = var.key_arn

  environment {
    variables = var.environment
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  depends_on = [aws_iam_role_policy.logs]
}

resource "aws_cloudwatch_metric_alarm" "trouble" {
  for_each = toset(["Errors", "Throttles"])

  alarm_name          = "${var.name}-${lower(each.key)}"
  alarm_description   = "${var.description} Its log says what happened: ${aws_cloudwatch_log_group.function.name}"
  namespace           = "AWS/Lambda"
  metric_name         = each.key
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  dimensions = {
    FunctionName = aws_lambda_function.function.function_name
  }
}
