# Where trouble is told: a topic for alarms of AWS, and a mail identity for the project's own alerts.

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.key_arn
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = toset(var.mail_to)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sesv2_configuration_set" "alerts" {
  configuration_set_name = "${var.name}-alerts"

  delivery_options {
    tls_policy = "REQUIRE"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }
}

resource "aws_sesv2_email_identity" "sender" {
  email_identity         = var.mail_domain
  configuration_set_name = aws_sesv2_configuration_set.alerts.configuration_set_name
}

# SMTP_USER and SMTP_PASSWORD of SES, put in by hand: make alert reads them from its environment.
resource "aws_secretsmanager_secret" "smtp" {
  #checkov:skip=CKV2_AWS_57: SES has no rotation function for SMTP credentials
  name                    = "${var.name}/smtp"
  description             = "JSON with SMTP_USER and SMTP_PASSWORD of SES"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 7
}

data "aws_iam_policy_document" "send" {
  statement {
    sid       = "MailFromThisDomainOnly"
    actions   = ["ses:SendRawEmail"]
    resources = [aws_sesv2_email_identity.sender.arn, aws_sesv2_configuration_set.alerts.arn]

    condition {
      test     = "StringEquals"
      variable = "ses:FromAddress"
      values   = [var.mail_from]
    }
  }
}

resource "aws_iam_policy" "send" {
  name        = "${var.name}-send-alerts"
  description = "For whoever sends the project's alerts by SES"
  policy      = data.aws_iam_policy_document.send.json
}

resource "aws_cloudwatch_metric_alarm" "bounces" {
  alarm_name          = "${var.name}-mail-bounces"
  alarm_description   = "Alerts do not arrive: more than 5 % of the mails come back."
  namespace           = "AWS/SES"
  metric_name         = "Reputation.BounceRate"
  statistic           = "Average"
  period              = 3600
  evaluation_periods  = 1
  threshold           = 0.05
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}
