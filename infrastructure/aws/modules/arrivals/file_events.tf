# What Databricks takes file events of the landing location from. A queue of its own making would want the right to
# change the bucket's notifications, and would be undone by the next apply.

resource "aws_sqs_queue" "file_events" {
  name                              = "${var.name}-file-events"
  kms_master_key_id                 = var.key_arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = 345600
}

data "aws_iam_policy_document" "file_events" {
  statement {
    sid       = "TheBucketSends"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.file_events.arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [var.bucket_arn]
    }
  }
}

resource "aws_sqs_queue_policy" "file_events" {
  queue_url = aws_sqs_queue.file_events.id
  policy    = data.aws_iam_policy_document.file_events.json
}

resource "aws_cloudwatch_metric_alarm" "file_events" {
  alarm_name          = "${var.name}-file-events-wait"
  alarm_description   = "Databricks has taken no file events for a day: jobs that wait for files may not start."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  period              = 3600
  evaluation_periods  = 1
  threshold           = 86400
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  dimensions = {
    QueueName = aws_sqs_queue.file_events.name
  }
}
