"""Resource types that moto's CloudFormation does not make, by what their public schemas say.

A stand-in has a name, which another of its type may not have too, and is replaced when a property
changes that its schema calls create-only. That is all the tests here ask of them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from moto.awslambda.models import LayerVersion
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

REGION = "us-east-1"
_PROPERTIES = "/properties/"


class NameTaken(Exception):
    """CloudFormation would end such a stack with `… already exists`."""


class StandIn(CloudFormationModel):
    kind = ""
    taken: dict[str, dict[str, Any]]

    def __init__(self, name: str, properties: dict[str, Any]) -> None:
        self.physical_resource_id = name
        self.properties = properties
        self.taken[name] = properties

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind

    @classmethod
    def cloudformation_name_type(cls) -> str:
        return ""  # see `standing_in`

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return f"{_PROPERTIES}{attr.replace('.', '/')}" in schema(cls.kind)["readOnlyProperties"]

    def get_cfn_attribute(self, attr: str) -> str:
        assert self.has_cfn_attr(attr), f"{self.kind} has no {attr}"
        service = self.kind.split("::")[1].lower()
        return f"arn:aws:{service}:{REGION}:123456789012:{self.physical_resource_id}"

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], *_: Any, **__: Any
    ) -> "StandIn":
        if resource_name in cls.taken:
            raise NameTaken(f"{cls.kind} {resource_name}")
        return cls(resource_name, cloudformation_json["Properties"])

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: "StandIn",
        new_resource_name: str,
        cloudformation_json: dict[str, Any],
        *_: Any,
        **__: Any,
    ) -> "StandIn":
        after = cloudformation_json["Properties"]
        before = original_resource.properties
        if any(before.get(name) != after.get(name) for name in create_only(cls.kind)):
            return cls(new_resource_name, after)
        original_resource.properties = after
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name: str, *_: Any, **__: Any) -> None:
        cls.taken.pop(resource_name, None)

    def is_created(self) -> bool:
        return True


def schema(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    return {"readOnlyProperties": [], "createOnlyProperties": [], **found}


def create_only(kind: str) -> set[str]:
    """Properties whose change replaces a resource."""
    return {path.removeprefix(_PROPERTIES) for path in schema(kind)["createOnlyProperties"]}


def own_name(kind: str) -> str | None:
    """The property that names a resource in its account; None where AWS alone names it."""
    name, *more = schema(kind)["primaryIdentifier"]
    given = name not in schema(kind)["readOnlyProperties"] and not more
    name = name.removeprefix(_PROPERTIES)
    return name if given and name.endswith("Name") else None


@contextmanager
def standing_in(kinds: Iterable[str]) -> Iterator[None]:
    """Let moto know these types, and those it cannot update, until the block ends."""
    models: dict[str, Any] = {
        kind: type("OneStandIn", (StandIn,), {"kind": kind, "taken": {}}) for kind in kinds
    }
    arn = property(lambda layer: layer.arn)
    names = {kind: own_name(kind) or "" for kind in models}
    with (
        patch.dict(parsing.get_model_map(), models),
        patch.dict(parsing.get_name_type_map(), names),
        # An updated function looks for its layers by ARN; moto hands it the layer itself.
        patch.object(LayerVersion, "physical_resource_id", arn, create=True),
    ):
        yield
