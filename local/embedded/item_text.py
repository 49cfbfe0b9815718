"""An item as the text that is kept: DynamoDB's own JSON, with base64 for binary values."""

import json
from base64 import b64decode, b64encode
from typing import Any

from local.embedded.values import Item

_encode = json.JSONEncoder(
    separators=(",", ":"), check_circular=False, default=lambda data: b64encode(data).decode()
).encode


def dumped(item: Item) -> str:
    """The JSON of an item that has its one form; equal items of one order have equal texts."""
    return _encode(item)


def loaded(text: str) -> Item:
    """The item of a text; every call makes a new one."""
    item: Item = json.loads(text)
    return from_json(item) if '"B":' in text or '"BS":' in text else item


def from_json(item: dict[str, Any]) -> Item:
    """The attributes of DynamoDB's JSON, with bytes for binary values."""
    return {name: value_from_json(value) for name, value in item.items()}


def value_from_json(value: Any) -> Any:
    for kind, content in value.items():
        match kind:
            case "B":
                return {kind: b64decode(content)}
            case "BS":
                return {kind: [b64decode(one) for one in content]}
            case "M":
                return {kind: from_json(content)}
            case "L":
                return {kind: [value_from_json(one) for one in content]}
    return value
