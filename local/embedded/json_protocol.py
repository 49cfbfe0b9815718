"""DynamoDB's JSON ↔ what boto3 takes and gives, by the shapes of botocore's service model."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

Leaf = Callable[[Shape, Any], Any]


def from_json(shape: Shape, part: Any) -> Any:
    """Give a part with bytes for blobs and UTC times; members the model lacks stay as they are."""
    return _converted(shape, part, _decoded)


def to_json(shape: Shape, part: Any) -> Any:
    """Give a part of an answer with base64 for blobs and seconds for times."""
    return _converted(shape, part, _encoded)


def _converted(shape: Shape | None, part: Any, leaf: Leaf) -> Any:
    match shape:
        case StructureShape() if isinstance(part, dict):
            members = shape.members
            return {name: _converted(members.get(name), p, leaf) for name, p in part.items()}
        case MapShape() if isinstance(part, dict):
            return {name: _converted(shape.value, inner, leaf) for name, inner in part.items()}
        case ListShape() if isinstance(part, list):
            return [_converted(shape.member, inner, leaf) for inner in part]
    return part if shape is None else leaf(shape, part)


def _decoded(shape: Shape, part: Any) -> Any:
    match shape.type_name:
        case "blob" if isinstance(part, str):
            return b64decode(part)
        case "timestamp" if isinstance(part, int | float):
            return datetime.fromtimestamp(part, UTC)
    return part


def _encoded(shape: Shape, part: Any) -> Any:
    match shape.type_name:
        case "blob":
            return b64encode(part).decode()
        case "timestamp":
            return part.timestamp()
    return part
