# Airflow as a service (MWAA), in private subnets of a VPC that is there already.

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  log     = "arn:aws:logs:${var.region}:${local.account}:log-group:airflow-${var.name}-*"
}

data "aws_iam_policy_document" "is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "work" {
  #checkov:skip=CKV_AWS_111: the metrics of MWAA and its own queues know no resources of this account
  #checkov:skip=CKV_AWS_356: the metrics of MWAA and its own queues know no resources of this account
  statement {
    sid       = "ReadDags"
    actions   = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
    resources = [var.airflow_bucket_arn, "${var.airflow_bucket_arn}/*"]
  }

  statement {
    sid       = "LandFiles"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${var.bronze_bucket_arn}/${var.landing_prefix}*"]
  }

  statement {
    sid       = "ListLandedFiles"
    actions   = ["s3:ListBucket"]
    resources = [var.bronze_bucket_arn]
  }

  statement {
    sid       = "ReadItsSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:secretsmanager:${var.region}:${local.account}:secret:${var.name}/*"]
  }

  statement {
    sid = "WriteItsLogs"
    actions = [
      "logs:CreateLogStream",
      "logs:CreateLogGroup",
      "logs:PutLogEvents",
      "logs:GetLogEvents",
      "logs:GetLogRecord",
      "logs:GetLogGroupFields",
      "logs:GetQueryResults",
    ]
    resources = [local.log]
  }

  statement {
    sid       = "ItsHealth"
    actions   = ["airflow:PublishMetrics"]
    resources = ["arn:aws:airflow:${var.region}:${local.account}:environment/${var.name}"]
  }

  statement {
    sid       = "Metrics"
    actions   = ["cloudwatch:PutMetricData", "logs:DescribeLogGroups", "s3:GetAccountPublicAccessBlock"]
    resources = ["*"]
  }

  statement {
    sid = "QueuesOfMwaa"
    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]
    resources = ["arn:aws:sqs:${var.region}:*:airflow-celery-*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "airflow" {
  name               = "${var.name}-airflow"
  description        = "Lands files, starts jobs and sends alerts"
  assume_role_policy = data.aws_iam_policy_document.is_assumed_by.json
}

resource "aws_iam_role_policy" "airflow" {
  name   = "orchestrate"
  role   = aws_iam_role.airflow.id
  policy = data.aws_iam_policy_document.work.json
}

resource "aws_iam_role_policy_attachment" "send" {
  role       = aws_iam_role.airflow.name
  policy_arn = var.send_policy_arn
}

resource "aws_security_group" "airflow" {
  name        = "${var.name}-airflow"
  description = "Parts of Airflow among themselves, and out by HTTPS, SFTP and SMTP"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "itself" {
  description                  = "Parts of Airflow among themselves"
  security_group_id            = aws_security_group.airflow.id
  referenced_security_group_id = aws_security_group.airflow.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "itself" {
  description                  = "Parts of Airflow among themselves"
  security_group_id            = aws_security_group.airflow.id
  referenced_security_group_id = aws_security_group.airflow.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "out" {
  for_each = { https = 443, sftp = 22, smtp = 587 }

  description       = "Out by ${each.key}"
  security_group_id = aws_security_group.airflow.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_mwaa_environment" "airflow" {
  name                 = var.name
  airflow_version      = var.airflow_version
  environment_class    = "mw1.small"
  min_workers          = 1
  max_workers          = 2
  schedulers           = 2
  execution_role_arn   = aws_iam_role.airflow.arn
  kms_key              = var.key_arn
  source_bucket_arn    = var.airflow_bucket_arn
  dag_s3_path          = "dags"
  requirements_s3_path = "requirements.txt"
  # without it no DAG can be imported, and without the script nothing knows where the project is
  plugins_s3_path        = "plugins.zip"
  startup_script_s3_path = "startup.sh"
  webserver_access_mode  = "PRIVATE_ONLY"

  airflow_configuration_options = {
    "secrets.backend"        = "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend"
    "secrets.backend_kwargs" = jsonencode({ connections_prefix = "${var.name}/connections", variables_prefix = "${var.name}/variables" })
  }

  network_configuration {
    security_group_ids = [aws_security_group.airflow.id]
    subnet_ids         = var.subnet_ids
  }

  logging_configuration {
    dag_processing_logs {
      enabled   = true
      log_level = "WARNING"
    }

    scheduler_logs {
      enabled   = true
      log_level = "WARNING"
    }

    task_logs {
      enabled   = true
      log_level = "INFO"
    }

    webserver_logs {
      enabled   = true
      log_level = "WARNING"
    }

    worker_logs {
      enabled   = true
      log_level = "WARNING"
    }
  }

  depends_on = [aws_iam_role_policy.airflow]
}

resource "aws_cloudwatch_metric_alarm" "heartbeat" {
  alarm_name          = "${var.name}-airflow-heartbeat"
  alarm_description   = "The scheduler of Airflow is silent: nothing will be started."
  namespace           = "AmazonMWAA"
  metric_name         = "SchedulerHeartbeat"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  dimensions = {
    Environment = aws_mwaa_environment.airflow.name
    Function    = "Scheduler"
  }
}
