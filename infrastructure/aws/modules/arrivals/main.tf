# A file arrives -> EventBridge -> queue -> one call of a function for all files of some minutes -> Databricks job.

# A bucket has one such configuration, so whoever is told of arrivals stands in this one.
resource "aws_s3_bucket_notification" "arrivals" {
  bucket      = var.bucket
  eventbridge = true

  queue {
    id            = "file-events"
    queue_arn     = aws_sqs_queue.file_events.arn
    filter_prefix = var.landing_prefix
    events        = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
  }

  # S3 refuses a queue that it may not send to
  depends_on = [aws_sqs_queue_policy.file_events]
}

resource "aws_sqs_queue" "arrivals" {
  name                              = "${var.name}-arrivals"
  kms_master_key_id                 = var.key_arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = 345600
  # six times the function's timeout and the window in which messages are gathered
  visibility_timeout_seconds = 6 * local.timeout + local.window

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                              = "${var.name}-dead-letters"
  kms_master_key_id                 = var.key_arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = 1209600
}

locals {
  timeout = 120
  window  = 300
}

data "aws_iam_policy_document" "arrivals" {
  statement {
    sid       = "TheRuleSends"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.arrivals.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.arrivals.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "arrivals" {
  queue_url = aws_sqs_queue.arrivals.id
  policy    = data.aws_iam_policy_document.arrivals.json
}

resource "aws_cloudwatch_event_rule" "arrivals" {
  name        = "${var.name}-arrivals"
  description = "A file has arrived in the landing prefix."

  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [var.bucket] }
      object = { key = [{ prefix = var.landing_prefix }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "arrivals" {
  rule = aws_cloudwatch_event_rule.arrivals.name
  arn  = aws_sqs_queue.arrivals.arn
}

# The token is put in by hand or by a rotation; it stands neither in the code nor in the state.
resource "aws_secretsmanager_secret" "databricks" {
  #checkov:skip=CKV2_AWS_57: Databricks has no rotation function; its service principal's secrets are renewed by its own policy
  name                    = "${var.name}/databricks"
  description             = "JSON with host and token of the service principal that may start the job"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 7
}

data "aws_iam_policy_document" "start" {
  statement {
    sid       = "TakeArrivals"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.arrivals.arn]
  }

  statement {
    sid       = "ReadTheToken"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.databricks.arn]
  }

  statement {
    sid       = "DecryptBoth"
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]
  }
}

module "function" {
  source = "../function"

  name            = "${var.name}-start-job"
  description     = "Starts the Databricks job for files that have arrived."
  package         = var.package
  handler         = "orchestration.aws.start_job.handle"
  policy          = data.aws_iam_policy_document.start.json
  timeout         = local.timeout
  memory          = 256
  key_arn         = var.key_arn
  alarm_topic_arn = var.alarm_topic_arn

  environment = {
    DATABRICKS_JOB_ID    = var.databricks_job_id
    DATABRICKS_SECRET_ID = aws_secretsmanager_secret.databricks.arn
  }
}

resource "aws_lambda_event_source_mapping" "arrivals" {
  event_source_arn                   = aws_sqs_queue.arrivals.arn
  function_name                      = module.function.arn
  batch_size                         = 10000
  maximum_batching_window_in_seconds = local.window
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${var.name}-dead-letters"
  alarm_description   = "A file's arrival, or a call for example data, failed for good: look into the queue, mend, redrive."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  dimensions = {
    QueueName = aws_sqs_queue.dead_letters.name
  }
}

resource "aws_cloudwatch_metric_alarm" "waiting" {
  alarm_name          = "${var.name}-arrivals-wait"
  alarm_description   = "Files arrived an hour ago and no job was started for them."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 3
  threshold           = 3600
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  dimensions = {
    QueueName = aws_sqs_queue.arrivals.name
  }
}
