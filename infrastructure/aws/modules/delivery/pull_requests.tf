# A pull request to the delivered branch is checked, and its models are built beside the tables of this environment
# (slim CI). It has no stage that deploys, so nobody is asked for an approval.
resource "aws_codepipeline" "pull_request" {
  name           = "${var.name}-pull-request"
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

  trigger {
    provider_type = "CodeStarSourceConnection"

    git_configuration {
      source_action_name = "Repository"

      pull_request {
        events = ["OPEN", "UPDATED"]

        branches {
          includes = [var.branch]
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
        ProjectName = aws_codebuild_project.build["pull-request"].name
      }
    }
  }
}
