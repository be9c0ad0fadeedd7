# CI and deployment on AWS: CodePipeline takes the repository, CodeBuild checks, somebody approves, CodeBuild deploys.
# A pull request is checked by a pipeline of its own.

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  # name -> buildspec, and whether it keeps the last good manifest
  projects = {
    pull-request = { buildspec = "infrastructure/aws/buildspec.check.yml", keeps_state = false }
    check        = { buildspec = "infrastructure/aws/buildspec.check.yml", keeps_state = false }
    deploy       = { buildspec = "infrastructure/aws/buildspec.deploy.yml", keeps_state = true }
  }
  last_good = "delivery/last-good"
  # what starts by itself, by a push or by a pull request, with the project that checks it
  pipelines = {
    delivery     = { name = var.name, check = "check", deploys = true }
    pull-request = { name = "${var.name}-pull-request", check = "pull-request", deploys = false }
  }
}

data "aws_iam_policy_document" "builds_are_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codebuild.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

data "aws_iam_policy_document" "build" {
  for_each = local.projects

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.build[each.key].arn}:*"]
  }

  # what the pipelines hand on begins with their names, which CodePipeline cuts off after twenty letters
  statement {
    sid     = "ReadTheRepositoryAndTheState"
    actions = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [
      "${var.bucket_arn}/${substr(var.name, 0, 20)}*",
      "${var.bucket_arn}/${local.last_good}/*",
    ]
  }

  dynamic "statement" {
    for_each = each.value.keeps_state ? [1] : []

    content {
      sid       = "KeepTheState"
      actions   = ["s3:PutObject"]
      resources = ["${var.bucket_arn}/${local.last_good}/*"]
    }
  }

  # the artifact of a full clone is a reference: the build clones itself
  statement {
    sid       = "Clone"
    actions   = ["codestar-connections:UseConnection", "codeconnections:UseConnection"]
    resources = [var.connection_arn]
  }

  statement {
    sid       = "ReadDatabricks"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:secretsmanager:${var.region}:${local.account}:secret:${var.name}/databricks-*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key_arn]
  }
}

resource "aws_cloudwatch_log_group" "build" {
  for_each = local.projects

  name              = "/aws/codebuild/${var.name}-${each.key}"
  retention_in_days = 365
  kms_key_id        = var.key_arn
}

resource "aws_iam_role" "build" {
  for_each = local.projects

  name               = "${var.name}-${each.key}"
  description        = "CodeBuild: ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.builds_are_assumed_by.json
}

resource "aws_iam_role_policy" "build" {
  for_each = local.projects

  name   = each.key
  role   = aws_iam_role.build[each.key].id
  policy = data.aws_iam_policy_document.build[each.key].json
}

resource "aws_codebuild_project" "build" {
  for_each = local.projects

  name                   = "${var.name}-${each.key}"
  description            = "Runs ${each.value.buildspec}"
  service_role           = aws_iam_role.build[each.key].arn
  encryption_key         = var.key_arn
  build_timeout          = 120
  concurrent_build_limit = 1

  artifacts {
    type = "CODEPIPELINE"
  }

  environment {
    type         = "LINUX_CONTAINER"
    compute_type = "BUILD_GENERAL1_MEDIUM"
    image        = var.build_image

    environment_variable {
      name  = "LAKEHOUSE_ENVIRONMENT"
      value = var.environment
    }

    environment_variable {
      name  = "STATE_URL"
      value = "s3://${var.bucket}/${local.last_good}"
    }

    environment_variable {
      name  = "DATABRICKS_HOST"
      type  = "SECRETS_MANAGER"
      value = "${var.name}/databricks:host"
    }

    environment_variable {
      name  = "DATABRICKS_TOKEN"
      type  = "SECRETS_MANAGER"
      value = "${var.name}/databricks:token"
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.build[each.key].name
    }
  }

  source {
    type      = "CODEPIPELINE"
    buildspec = each.value.buildspec
  }
}

data "aws_iam_policy_document" "pipeline_is_assumed_by" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codepipeline.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

data "aws_iam_policy_document" "pipeline" {
  statement {
    sid       = "Source"
    actions   = ["codestar-connections:UseConnection", "codeconnections:UseConnection"]
    resources = [var.connection_arn]
  }

  statement {
    sid       = "Build"
    actions   = ["codebuild:StartBuild", "codebuild:BatchGetBuilds"]
    resources = [for project in aws_codebuild_project.build : project.arn]
  }

  statement {
    sid       = "Artifacts"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    resources = ["${var.bucket_arn}/*"]
  }

  statement {
    sid       = "ArtifactsBucket"
    actions   = ["s3:GetBucketVersioning", "s3:GetBucketLocation"]
    resources = [var.bucket_arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key_arn]
  }

  statement {
    sid       = "AskForApproval"
    actions   = ["sns:Publish"]
    resources = [var.topic_arn]
  }
}

resource "aws_iam_role" "pipeline" {
  name               = "${var.name}-pipeline"
  description        = "CodePipeline"
  assume_role_policy = data.aws_iam_policy_document.pipeline_is_assumed_by.json
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "deliver"
  role   = aws_iam_role.pipeline.id
  policy = data.aws_iam_policy_document.pipeline.json
}

# A pull request to the delivered branch is checked, and its models are built beside the tables of this environment
# (slim CI). Its pipeline has no stage that deploys, so nobody is asked for an approval.
resource "aws_codepipeline" "pipeline" {
  for_each = local.pipelines

  name           = each.value.name
  role_arn       = aws_iam_role.pipeline.arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"

  artifact_store {
    type     = "S3"
    location = var.bucket

    encryption_key {
      type = "KMS"
      id   = var.key_arn
    }
  }

  # said, because another trigger would end what a pipeline does by itself
  trigger {
    provider_type = "CodeStarSourceConnection"

    git_configuration {
      source_action_name = "Repository"

      dynamic "push" {
        for_each = each.value.deploys ? [1] : []

        content {
          branches {
            includes = [var.branch]
          }
        }
      }

      dynamic "pull_request" {
        for_each = each.value.deploys ? [] : [1]

        content {
          events = ["OPEN", "UPDATED"]

          branches {
            includes = [var.branch]
          }
        }
      }
    }
  }

  stage {
    name = "Source"

    action {
      name             = "Repository"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["repository"]

      configuration = {
        ConnectionArn        = var.connection_arn
        FullRepositoryId     = var.repository
        BranchName           = var.branch
        OutputArtifactFormat = "CODEBUILD_CLONE_REF"
      }
    }
  }

  stage {
    name = "Check"

    action {
      name            = "Check"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["repository"]

      configuration = {
        ProjectName = aws_codebuild_project.build[each.value.check].name
      }
    }
  }

  dynamic "stage" {
    for_each = each.value.deploys ? [1] : []

    content {
      name = "Approve"

      action {
        name     = "Somebody"
        category = "Approval"
        owner    = "AWS"
        provider = "Manual"
        version  = "1"

        configuration = {
          NotificationArn = var.topic_arn
          CustomData      = "Deploy ${var.name}?"
        }
      }
    }
  }

  dynamic "stage" {
    for_each = each.value.deploys ? [1] : []

    content {
      name = "Deploy"

      action {
        name            = "Deploy"
        category        = "Build"
        owner           = "AWS"
        provider        = "CodeBuild"
        version         = "1"
        input_artifacts = ["repository"]

        configuration = {
          ProjectName = aws_codebuild_project.build["deploy"].name
        }
      }
    }
  }
}

moved {
  from = aws_codepipeline.delivery
  to   = aws_codepipeline.pipeline["delivery"]
}
