"""Creates on moto what Terraform has planned: one entry a type, most of them by boto3's own models."""

# mypy: ignore-errors
# ruff: noqa: D103

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import boto3

ACCOUNT = "123456789012"
# planned and checked against the schema, and then left out: moto has no such thing
NOT_IN_MOTO = {"aws_glue_security_configuration", "aws_mwaa_environment"}


@cache
def client(service, region):
    """A client of moto."""
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
    )


def plain(name):
    """A name without case, underscores and hyphens: kms_key_arn and KMSKeyArn are one."""
    return name.replace("_", "").replace("-", "").lower()


def shaped(value, shape):
    """A value of Terraform as boto3 wants it: blocks as structures, names as in the service's model."""
    if value is None:
        return None
    if shape.type_name == "structure":
        one = next(iter(value), None) if isinstance(value, list) else value
        members = {plain(name): (name, member) for name, member in shape.members.items()}
        pairs = (
            (*members[plain(name)], each)
            for name, each in (one or {}).items()
            if plain(name) in members
        )
        made = {name: shaped(each, member) for name, member, each in pairs}
        return {name: each for name, each in made.items() if each not in (None, [], {})}
    if shape.type_name == "list":
        return [shaped(each, shape.member) for each in value]
    if shape.type_name == "map":
        return dict(value)
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("double", "float"):
        return float(value)
    return value


def call(service, operation, region, values):
    """Calls an operation with what of the values it takes."""
    api = client(service, region)
    model = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation])
    return getattr(api, operation)(**shaped(values, model.input_shape))


def create(kind, values, region):
    """Creates a resource; returns what is known of it now."""
    made = (
        {"id": values["name"]}
        if kind in NOT_IN_MOTO
        else globals()[kind.removeprefix("aws_")](values, region)
    )
    return {"id": made.get("arn") or values.get("name"), "region": region, **made}


def read(kind, values, region):
    """Reads a data source."""
    if kind == "aws_caller_identity":
        identity = client("sts", region).get_caller_identity()
        return {
            "account_id": identity["Account"],
            "arn": identity["Arn"],
            "user_id": identity["UserId"],
            "id": identity["Account"],
        }
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [statement(each) for each in values["statement"]],
        },
        sort_keys=True,
    )
    return {"json": text, "minified_json": text, "id": "policy"}


def one_or_more(values):
    """One value as it is, more of them as a list: as the provider writes policies."""
    found = sorted(values or [])
    return found[0] if len(found) == 1 else found


def statement(values):
    """A statement of a policy."""
    conditions = {}
    for each in values["condition"]:
        conditions.setdefault(each["test"], {})[each["variable"]] = one_or_more(each["values"])
    principals = {}
    for each in values["principals"]:
        principals[each["type"]] = one_or_more(each["identifiers"])
    made = {
        "Sid": values["sid"],
        "Effect": values["effect"] or "Allow",
        "Action": one_or_more(values["actions"]),
        "Resource": one_or_more(values["resources"]),
        "Principal": principals,
        "Condition": conditions,
    }
    return {name: each for name, each in made.items() if each}


def kms_key(values, region):
    """With its policy and rotation."""
    key = call("kms", "create_key", region, values)["KeyMetadata"]
    if values["enable_key_rotation"]:
        client("kms", region).enable_key_rotation(KeyId=key["KeyId"])
    return {"arn": key["Arn"], "key_id": key["KeyId"], "id": key["KeyId"]}


def kms_alias(values, region):
    client("kms", region).create_alias(
        AliasName=values["name"], TargetKeyId=values["target_key_id"]
    )
    return {"arn": f"arn:aws:kms:{region}:{ACCOUNT}:{values['name']}", "id": values["name"]}


def s3_bucket(values, region):
    place = {} if region == "us-east-1" else {"LocationConstraint": region}
    client("s3", region).create_bucket(
        Bucket=values["bucket"], **({"CreateBucketConfiguration": place} if place else {})
    )
    return {"arn": f"arn:aws:s3:::{values['bucket']}", "id": values["bucket"]}


def of_bucket(values, region, operation, argument, content):
    """Puts a configuration of a bucket; boto3's model names its members."""
    call("s3", operation, region, {"bucket": values["bucket"], argument: content})
    return {"id": values["bucket"]}


def s3_bucket_ownership_controls(values, region):
    return of_bucket(
        values,
        region,
        "put_bucket_ownership_controls",
        "ownership_controls",
        {"rules": values["rule"]},
    )


def s3_bucket_versioning(values, region):
    return of_bucket(
        values,
        region,
        "put_bucket_versioning",
        "versioning_configuration",
        values["versioning_configuration"],
    )


def s3_bucket_server_side_encryption_configuration(values, region):
    rules = []
    for rule in values["rule"]:
        default = rule["apply_server_side_encryption_by_default"][0]
        rules.append(
            {
                "bucket_key_enabled": rule["bucket_key_enabled"],
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": default["sse_algorithm"],
                    "kms_master_key_id": default["kms_master_key_id"] or None,
                },
            }
        )
    return of_bucket(
        values,
        region,
        "put_bucket_encryption",
        "server_side_encryption_configuration",
        {"rules": rules},
    )


def s3_bucket_public_access_block(values, region):
    return of_bucket(
        values, region, "put_public_access_block", "public_access_block_configuration", values
    )


def s3_bucket_logging(values, region):
    enabled = {"target_bucket": values["target_bucket"], "target_prefix": values["target_prefix"]}
    return of_bucket(
        values,
        region,
        "put_bucket_logging",
        "bucket_logging_status",
        {"logging_enabled": enabled},
    )


def s3_bucket_lifecycle_configuration(values, region):
    rules = []
    for rule in values["rule"]:
        only = (rule["filter"] or [{}])[0] or {}
        rules.append({**rule, "filter": None, "transitions": rule["transition"]})
        rules[-1]["prefix"] = only.get("prefix") or ""
    return of_bucket(
        values,
        region,
        "put_bucket_lifecycle_configuration",
        "lifecycle_configuration",
        {"rules": rules},
    )


def s3_bucket_policy(values, region):
    client("s3", region).put_bucket_policy(Bucket=values["bucket"], Policy=values["policy"])
    return {"id": values["bucket"]}


def s3_bucket_notification(values, region):
    wanted = {"EventBridgeConfiguration": {}} if values["eventbridge"] else {}
    wanted["QueueConfigurations"] = [
        {
            "Id": queue["id"],
            "QueueArn": queue["queue_arn"],
            "Events": list(queue["events"]),
            "Filter": {
                "Key": {"FilterRules": [{"Name": "prefix", "Value": queue["filter_prefix"]}]}
            },
        }
        for queue in values["queue"]
    ]
    client("s3", region).put_bucket_notification_configuration(
        Bucket=values["bucket"], NotificationConfiguration=wanted
    )
    return {"id": values["bucket"]}


def s3_bucket_replication_configuration(values, region):
    rules = [
        {**rule, "filter": None, "prefix": "", "priority": number}
        for number, rule in enumerate(values["rule"], 1)
    ]
    return of_bucket(
        values,
        region,
        "put_bucket_replication",
        "replication_configuration",
        {"role": values["role"], "rules": rules},
    )


def iam_role(values, region):
    role = client("iam", region).create_role(
        RoleName=values["name"],
        AssumeRolePolicyDocument=values["assume_role_policy"],
        Description=values["description"] or "",
    )["Role"]
    return {"arn": role["Arn"], "id": values["name"], "unique_id": role["RoleId"]}


def iam_instance_profile(values, region):
    iam = client("iam", region)
    made = iam.create_instance_profile(InstanceProfileName=values["name"])["InstanceProfile"]
    iam.add_role_to_instance_profile(InstanceProfileName=values["name"], RoleName=values["role"])
    return {"arn": made["Arn"], "id": values["name"], "unique_id": made["InstanceProfileId"]}


def iam_role_policy(values, region):
    client("iam", region).put_role_policy(
        RoleName=values["role"], PolicyName=values["name"], PolicyDocument=values["policy"]
    )
    return {"id": f"{values['role']}:{values['name']}"}


def iam_policy(values, region):
    made = client("iam", region).create_policy(
        PolicyName=values["name"], PolicyDocument=values["policy"]
    )
    return {"arn": made["Policy"]["Arn"]}


def iam_role_policy_attachment(values, region):
    client("iam", region).attach_role_policy(
        RoleName=values["role"], PolicyArn=values["policy_arn"]
    )
    return {"id": values["role"]}


def cloudwatch_log_group(values, region):
    logs = client("logs", region)
    logs.create_log_group(logGroupName=values["name"], kmsKeyId=values["kms_key_id"])
    logs.put_retention_policy(
        logGroupName=values["name"], retentionInDays=int(values["retention_in_days"])
    )
    return {
        "arn": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{values['name']}",
        "id": values["name"],
    }


def lambda_function(values, region):
    code = {"zip_file": Path(values["filename"]).read_bytes()}
    # moto asks for layers that it has; AWS's own is none of them
    made = call("lambda", "create_function", region, {**values, "code": code, "layers": None})
    client("lambda", region).put_function_concurrency(
        FunctionName=values["function_name"],
        ReservedConcurrentExecutions=int(values["reserved_concurrent_executions"]),
    )
    return {"arn": made["FunctionArn"], "id": values["function_name"]}


def lambda_event_source_mapping(values, region):
    made = call("lambda", "create_event_source_mapping", region, values)
    return {"uuid": made["UUID"], "id": made["UUID"]}


def cloudwatch_metric_alarm(values, region):
    dimensions = [
        {"name": name, "value": value} for name, value in (values["dimensions"] or {}).items()
    ]
    call("cloudwatch", "put_metric_alarm", region, {**values, "dimensions": dimensions})
    arn = f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{values['alarm_name']}"
    return {"arn": arn, "id": values["alarm_name"]}


def cloudwatch_event_rule(values, region):
    return {"arn": call("events", "put_rule", region, values)["RuleArn"], "id": values["name"]}


def cloudwatch_event_target(values, region):
    client("events", region).put_targets(
        Rule=values["rule"], Targets=[{"Id": values["rule"], "Arn": values["arn"]}]
    )
    return {"target_id": values["rule"], "id": values["rule"]}


def sqs_queue(values, region):
    names = {
        "KmsMasterKeyId": "kms_master_key_id",
        "KmsDataKeyReusePeriodSeconds": "kms_data_key_reuse_period_seconds",
        "MessageRetentionPeriod": "message_retention_seconds",
        "VisibilityTimeout": "visibility_timeout_seconds",
        "RedrivePolicy": "redrive_policy",
    }
    attributes = {name: str(values[own]) for name, own in names.items() if values[own] is not None}
    sqs = client("sqs", region)
    url = sqs.create_queue(QueueName=values["name"], Attributes=attributes)["QueueUrl"]
    return {"arn": f"arn:aws:sqs:{region}:{ACCOUNT}:{values['name']}", "id": url, "url": url}


def sqs_queue_policy(values, region):
    client("sqs", region).set_queue_attributes(
        QueueUrl=values["queue_url"], Attributes={"Policy": values["policy"]}
    )
    return {"id": values["queue_url"]}


def sns_topic(values, region):
    made = client("sns", region).create_topic(
        Name=values["name"], Attributes={"KmsMasterKeyId": values["kms_master_key_id"]}
    )
    return {"arn": made["TopicArn"]}


def sns_topic_subscription(values, region):
    made = call("sns", "subscribe", region, values)
    return {"arn": made["SubscriptionArn"]}


def secretsmanager_secret(values, region):
    made = call("secretsmanager", "create_secret", region, values)
    return {"arn": made["ARN"]}


def scheduler_schedule(values, region):
    made = call("scheduler", "create_schedule", region, values)
    return {"arn": made["ScheduleArn"]}


def sesv2_configuration_set(values, region):
    name = values["configuration_set_name"]
    call("sesv2", "create_configuration_set", region, values)
    return {"arn": f"arn:aws:ses:{region}:{ACCOUNT}:configuration-set/{name}", "id": name}


def sesv2_email_identity(values, region):
    name = values["email_identity"]
    call("sesv2", "create_email_identity", region, values)
    return {"arn": f"arn:aws:ses:{region}:{ACCOUNT}:identity/{name}", "id": name}


def glue_catalog_database(values, region):
    call("glue", "create_database", region, {"database_input": values})
    return {"arn": f"arn:aws:glue:{region}:{ACCOUNT}:database/{values['name']}"}


def glue_crawler(values, region):
    targets = {"delta_targets": values["delta_target"]}
    security = {"crawler_security_configuration": values["security_configuration"]}
    call("glue", "create_crawler", region, {**values, **security, "targets": targets})
    return {
        "arn": f"arn:aws:glue:{region}:{ACCOUNT}:crawler/{values['name']}",
        "id": values["name"],
    }


def athena_workgroup(values, region):
    call("athena", "create_work_group", region, values)
    return {"arn": f"arn:aws:athena:{region}:{ACCOUNT}:workgroup/{values['name']}"}


def lakeformation_data_lake_settings(values, region):
    admins = [{"data_lake_principal_identifier": arn} for arn in values["admins"] or []]
    call(
        "lakeformation",
        "put_data_lake_settings",
        region,
        {"data_lake_settings": {"data_lake_admins": admins}},
    )
    return {"id": ACCOUNT}


def lakeformation_resource(values, region):
    call("lakeformation", "register_resource", region, {**values, "resource_arn": values["arn"]})
    return {"id": values["arn"]}


def lakeformation_permissions(values, region):
    resource = {}
    if values["data_location"]:
        resource["data_location"] = {"resource_arn": values["data_location"][0]["arn"]}
    if values["database"]:
        resource["database"] = values["database"]
    granted = {"data_lake_principal_identifier": values["principal"]}
    if values["table"]:
        database = values["table"][0]["database_name"]
        wanted = {
            "Table": {"DatabaseName": database, "TableWildcard": {}},
        }
        client("lakeformation", region).grant_permissions(
            Principal={"DataLakePrincipalIdentifier": values["principal"]},
            Resource=wanted,
            Permissions=values["permissions"],
        )
    else:
        call(
            "lakeformation",
            "grant_permissions",
            region,
            {"principal": granted, "resource": resource, "permissions": values["permissions"]},
        )
    return {"id": values["principal"]}


def security_group(values, region):
    made = client("ec2", region).create_security_group(
        GroupName=values["name"], Description=values["description"], VpcId=values["vpc_id"]
    )
    return {"id": made["GroupId"]}


def group_rule(values, region, operation):
    """A rule of a security group."""
    rule = {"IpProtocol": values["ip_protocol"]}
    if values["from_port"] is not None:
        rule |= {"FromPort": int(values["from_port"]), "ToPort": int(values["to_port"])}
    if values["cidr_ipv4"]:
        rule["IpRanges"] = [{"CidrIp": values["cidr_ipv4"]}]
    else:
        rule["UserIdGroupPairs"] = [{"GroupId": values["referenced_security_group_id"]}]
    made = getattr(client("ec2", region), operation)(
        GroupId=values["security_group_id"], IpPermissions=[rule]
    )
    return {"id": made["SecurityGroupRules"][0]["SecurityGroupRuleId"]}


def vpc_security_group_ingress_rule(values, region):
    return group_rule(values, region, "authorize_security_group_ingress")


def vpc_security_group_egress_rule(values, region):
    return group_rule(values, region, "authorize_security_group_egress")


def codebuild_project(values, region):
    logs = values["logs_config"][0]
    content = {
        **values,
        # moto wants a location; AWS wants none of what comes from a pipeline
        "source": {**values["source"][0], "location": "pipeline"},
        "artifacts": {**values["artifacts"][0], "location": "pipeline"},
        "timeout_in_minutes": values["build_timeout"],
        "environment": {
            **values["environment"][0],
            "environment_variables": values["environment"][0]["environment_variable"],
        },
        "logs_config": {"cloud_watch_logs": {"status": "ENABLED", **_named(logs)}},
    }
    made = call("codebuild", "create_project", region, content)
    return {"arn": made["project"]["arn"], "id": made["project"]["arn"]}


def _named(logs):
    """The group of a build's log."""
    return {"group_name": logs["cloudwatch_logs"][0]["group_name"]}


def codepipeline(values, region):
    stages = [
        {
            "name": stage["name"],
            "actions": [
                {
                    **action,
                    "action_type_id": {
                        name: action[name] for name in ("category", "owner", "provider", "version")
                    },
                    "input_artifacts": [{"name": name} for name in action["input_artifacts"] or []],
                    "output_artifacts": [
                        {"name": name} for name in action["output_artifacts"] or []
                    ],
                }
                for action in stage["action"]
            ],
        }
        for stage in values["stage"]
    ]
    content = {**values, "stages": stages, "triggers": values["trigger"], "version": 1}
    call("codepipeline", "create_pipeline", region, {"pipeline": content})
    return {
        "arn": f"arn:aws:codepipeline:{region}:{ACCOUNT}:{values['name']}",
        "id": values["name"],
    }
