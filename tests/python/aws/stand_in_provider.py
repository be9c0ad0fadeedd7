"""A stand-in of Terraform's provider hashicorp/aws, for moto on loopback.

Terraform itself is the real one: it parses, checks every argument and reference against the
provider's schema, orders and plans. The schema is that of hashicorp/aws 6.25.0 for the types used here
(provider_schema.json); what is created is asked of moto by boto3. What the provider itself would
check or do otherwise than boto3's own models is not seen here.

Runs in the environment of the checks (.local/checks), started by Terraform; AWS_ENDPOINT_URL names moto.
"""

# mypy: ignore-errors
# ruff: noqa: N802

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import tf.provider
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as rpc
from tf.runner import run_provider
from tf.types import Unknown
from tf.utils import read_dynamic_value, to_dynamic_value

sys.path.insert(0, str(Path(__file__).parent))

import stand_in_resources as resources

SCHEMA = json.loads((Path(__file__).parent / "provider_schema.json").read_text(encoding="utf-8"))
NESTING = {
    "list": pb.Schema.NestedBlock.LIST,
    "set": pb.Schema.NestedBlock.SET,
    "single": pb.Schema.NestedBlock.SINGLE,
}
PROVIDER = {
    "attributes": {
        "region": {"type": "string", "flags": ["optional"]},
        "allowed_account_ids": {"type": ["set", "string"], "flags": ["optional"]},
    },
    "blocks": {
        "default_tags": {
            "nesting": "list",
            "one": True,
            "block": {"attributes": {"tags": {"type": ["map", "string"], "flags": ["optional"]}}},
        }
    },
}


def block(described):
    """A block of the schema in the protocol's words."""
    return pb.Schema.Block(
        attributes=[
            pb.Schema.Attribute(
                name=name,
                type=json.dumps(each["type"]).encode(),
                **dict.fromkeys(each["flags"], True),
            )
            for name, each in described.get("attributes", {}).items()
        ],
        block_types=[
            pb.Schema.NestedBlock(
                type_name=name,
                nesting=NESTING[each["nesting"]],
                block=block(each["block"]),
                max_items=1 if each["one"] and each["nesting"] != "single" else 0,
            )
            for name, each in described.get("blocks", {}).items()
        ],
    )


def schema(described):
    """A schema in the protocol's words."""
    return pb.Schema(version=0, block=block(described))


def trouble(error):
    """A failure as Terraform shows it."""
    return [
        pb.Diagnostic(severity=pb.Diagnostic.ERROR, summary=type(error).__name__, detail=str(error))
    ]


class Servicer(rpc.ProviderServicer):
    """Answers Terraform."""

    def __init__(self, app):
        self.region = None

    def GetMetadata(self, request, context):
        """What it can."""
        return pb.GetMetadata.Response(
            resources=[
                pb.GetMetadata.ResourceMetadata(type_name=name) for name in SCHEMA["resources"]
            ],
            data_sources=[
                pb.GetMetadata.DataSourceMetadata(type_name=name) for name in SCHEMA["data_sources"]
            ],
        )

    def GetProviderSchema(self, request, context):
        """All schemas."""
        return pb.GetProviderSchema.Response(
            provider=schema(PROVIDER),
            provider_meta=schema({}),
            resource_schemas={name: schema(each) for name, each in SCHEMA["resources"].items()},
            data_source_schemas={
                name: schema(each) for name, each in SCHEMA["data_sources"].items()
            },
        )

    def ValidateProviderConfig(self, request, context):
        """Terraform itself has checked the arguments."""
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request, context):
        """Terraform itself has checked the arguments."""
        return pb.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request, context):
        """Terraform itself has checked the arguments."""
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request, context):
        """Refuses another account, as the provider does."""
        config = read_dynamic_value(request.config)
        self.region = config["region"]
        account = resources.client("sts", self.region).get_caller_identity()["Account"]
        allowed = config["allowed_account_ids"] or [account]
        if account not in allowed:
            error = PermissionError(f"AWS account ID not allowed: {account}")
            return pb.ConfigureProvider.Response(diagnostics=trouble(error))
        return pb.ConfigureProvider.Response()

    def UpgradeResourceState(self, request, context):
        """There is one version."""
        return pb.UpgradeResourceState.Response(
            upgraded_state=to_dynamic_value(json.loads(request.raw_state.json))
        )

    def ReadResource(self, request, context):
        """What is known is what is there: nobody else writes to this moto."""
        return pb.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request, context):
        """What is not said and can be computed is known after the apply."""
        planned = read_dynamic_value(request.proposed_new_state)
        if planned is not None and read_dynamic_value(request.prior_state) is None:
            for name, each in SCHEMA["resources"][request.type_name]["attributes"].items():
                if planned[name] is None and "computed" in each["flags"]:
                    planned[name] = Unknown
        return pb.PlanResourceChange.Response(
            planned_state=to_dynamic_value(planned), legacy_type_system=True
        )

    def ApplyResourceChange(self, request, context):
        """Creates; an update or a deletion is not what moto is started for."""
        planned = read_dynamic_value(request.planned_state)
        prior = read_dynamic_value(request.prior_state)
        try:
            if planned is None or prior is not None:
                raise NotImplementedError(f"{request.type_name} is only ever created here")
            known = {name: None if value is Unknown else value for name, value in planned.items()}
            region = known.get("region") or self.region
            made = resources.create(request.type_name, known, region)
        except Exception as error:
            return pb.ApplyResourceChange.Response(diagnostics=trouble(error))
        state = {**known, **{name: value for name, value in made.items() if name in known}}
        return pb.ApplyResourceChange.Response(
            new_state=to_dynamic_value(state), legacy_type_system=True
        )

    def ReadDataSource(self, request, context):
        """The account, or a policy as JSON."""
        config = read_dynamic_value(request.config)
        return pb.ReadDataSource.Response(
            state=to_dynamic_value(
                {**config, **resources.read(request.type_name, config, self.region)}
            )
        )

    def StopProvider(self, request, context):
        """Nothing has to be undone."""
        return pb.StopProvider.Response()


if __name__ == "__main__":
    os.umask(0o077)
    tf.provider.ProviderServicer = Servicer
    run_provider(None)
