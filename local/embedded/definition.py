"""The definition of a table: its key, secondary indexes, stream and expiry."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from local.embedded.faults import NotSupported, invalid, invalid_value

_KNOWN = frozenset(
    {
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "GlobalSecondaryIndexes",
        "StreamSpecification",
    }
)
_KNOWN_OF_INDEX = frozenset({"IndexName", "KeySchema", "Projection"})
VIEWS = frozenset({"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"})


@dataclass(frozen=True)
class KeySchema:
    """Names of the key attributes; `types` are `S`, `N` or `B` by name."""

    hash: str
    range: str | None
    types: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.hash, self.range) if self.range else (self.hash,)

    @classmethod
    def from_request(cls, schema: Any, types: Mapping[str, str]) -> "KeySchema":
        kinds = [each["KeyType"] for each in schema]
        names = [each["AttributeName"] for each in schema]
        if kinds not in (["HASH"], ["HASH", "RANGE"]) or len(set(names)) < len(names):
            raise invalid("Invalid KeySchema: one HASH key, then at most one RANGE key")
        if missing := [name for name in names if name not in types]:
            raise invalid_value(
                "Some index key attributes are not defined in AttributeDefinitions. "
                f"Keys: {missing}, AttributeDefinitions: {sorted(types)}"
            )
        own = {name: types[name] for name in names}
        return cls(names[0], names[1] if len(names) > 1 else None, own)

    def as_request(self) -> list[dict[str, str]]:
        kinds = ("HASH", "RANGE")
        return [
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(self.names, kinds, strict=False)
        ]


@dataclass(frozen=True)
class Index:
    """A global secondary index; `attributes` are projected with the keys, None for all."""

    name: str
    key: KeySchema
    attributes: frozenset[str] | None
    projection: Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    name: str
    key: KeySchema
    indexes: Mapping[str, Index]
    stream_view: str | None
    created_at: int
    """UTC ms"""
    attribute_definitions: tuple[Mapping[str, str], ...]
    billing: str
    expires_by: str | None = None

    @classmethod
    def from_request(cls, request: Mapping[str, Any], created_at: int) -> "Definition":
        """The definition in a CreateTable request.

        Raises:
            Refused: it contradicts itself.
            NotSupported: it wants what this engine does not have.
        """
        _only(request, _KNOWN, "CreateTable")
        if request.get("BillingMode") != "PAY_PER_REQUEST":
            raise NotSupported("CreateTable: BillingMode other than PAY_PER_REQUEST")
        definitions = tuple(dict(each) for each in request["AttributeDefinitions"])
        types = {each["AttributeName"]: each["AttributeType"] for each in definitions}
        key = KeySchema.from_request(request["KeySchema"], types)
        indexes = [_index(each, key, types) for each in request.get("GlobalSecondaryIndexes", ())]
        _check_attributes(types, [key, *(index.key for index in indexes)])
        return cls(
            request["TableName"],
            key,
            {index.name: index for index in indexes},
            _view(request.get("StreamSpecification")),
            created_at,
            definitions,
            request["BillingMode"],
        )

    @cached_property
    def key_names(self) -> frozenset[str]:
        """The attributes that are keys of the table or of an index."""
        return frozenset(self.key.names).union(*(one.key.names for one in self.indexes.values()))

    def expiring(self, attribute: str | None) -> "Definition":
        return replace(self, expires_by=attribute)

    def as_request(self) -> dict[str, Any]:
        """The CreateTable request that this is the definition of."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "AttributeDefinitions": list(self.attribute_definitions),
            "KeySchema": self.key.as_request(),
            "BillingMode": self.billing,
        }
        if self.indexes:
            request["GlobalSecondaryIndexes"] = [
                {
                    "IndexName": index.name,
                    "KeySchema": index.key.as_request(),
                    "Projection": dict(index.projection),
                }
                for index in self.indexes.values()
            ]
        if self.stream_view:
            request["StreamSpecification"] = {
                "StreamEnabled": True,
                "StreamViewType": self.stream_view,
            }
        return request


def _index(request: Mapping[str, Any], table: KeySchema, types: Mapping[str, str]) -> Index:
    _only(request, _KNOWN_OF_INDEX, "CreateTable: GlobalSecondaryIndexes")
    key = KeySchema.from_request(request["KeySchema"], types)
    projection = request["Projection"]
    kind, more = projection.get("ProjectionType"), projection.get("NonKeyAttributes", ())
    if kind not in {"ALL", "KEYS_ONLY", "INCLUDE"} or (kind == "INCLUDE") != bool(more):
        raise invalid_value(f"ProjectionType {kind} with NonKeyAttributes {list(more)}")
    attributes = None if kind == "ALL" else frozenset({*table.names, *key.names, *more})
    return Index(request["IndexName"], key, attributes, projection)


def _check_attributes(types: Mapping[str, str], keys: list[KeySchema]) -> None:
    unused = set(types).difference(*(key.names for key in keys))
    if unused:
        raise invalid_value(
            "Number of attributes in KeySchema does not exactly match number of attributes "
            f"defined in AttributeDefinitions: {sorted(unused)}"
        )


def _view(specification: Mapping[str, Any] | None) -> str | None:
    if not specification or not specification.get("StreamEnabled"):
        return None
    view: str | None = specification.get("StreamViewType")
    if view not in VIEWS:
        raise invalid_value(f"StreamViewType {view}")
    return view


def _only(request: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(request.keys() - known):
        raise NotSupported(f"{where}: {', '.join(unknown)}")
