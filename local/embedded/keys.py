"""Primary keys: what may be one, and the bytes that SQLite orders it by."""

from collections.abc import Mapping
from typing import Any

from local.embedded import number
from local.embedded.definition import Definition, Index, KeySchema
from local.embedded.faults import KeyRefused, Refused, invalid, invalid_value
from local.embedded.values import ORDERED, Item, Value, checked, type_of

Key = tuple[bytes, bytes]
"""Partition key and sort key; no bytes stand for the sort key of a table without one."""
MAX_HASH_BYTES = 2048
MAX_RANGE_BYTES = 1024
_INVALID = "One or more parameter values were invalid: "
_WRONG_KEY = "The provided key element does not match the schema"


def key_bytes(value: Value) -> bytes:
    """Bytes in the order of a key's values, which are in their one form."""
    ((kind, content),) = value.items()
    if kind == "S":
        encoded: bytes = content.encode()
        return encoded
    return number.sort_key(content) if kind == "N" else content


def from_key(schema: KeySchema, given: Any) -> tuple[Key, Item]:
    """The key in a request's `Key`, and the attributes that it consists of.

    Raises:
        Refused: it lacks an attribute, has another, or one is of the wrong type or length.
    """
    if given.keys() != set(schema.names):
        raise _refused(_WRONG_KEY)
    item = {name: checked(given[name])[0] for name in schema.names}
    for name, value in item.items():
        if type_of(value) not in ORDERED:
            raise invalid("Invalid attribute value type")
        if type_of(value) != schema.types[name]:
            raise _refused(_WRONG_KEY)
    return key_of(schema, item), item


def from_item(definition: Definition, item: Item) -> Key:
    """The key of an item to be put; its index keys are looked at too.

    Raises:
        Refused: a key attribute is missing, of the wrong type, empty or too long.
    """
    schema = definition.key
    for name in schema.names:
        if name not in item:
            raise invalid_value(f"Missing the key {name} in the item")
        _check_type(schema, name, item[name], "")
    key = key_of(schema, item)
    for index in definition.indexes.values():
        check_index_key(index, item)
    return key


def check_index_key(index: Index, item: Item) -> None:
    """Refuse an item with attributes that cannot be keys of an index that it would be in."""
    for name in index.key.names:
        if name in item:
            _check_type(index.key, name, item[name], f" IndexName: {index.name}")
            _check_length(index.key, name, key_bytes(item[name]), index.name)


def key_of(schema: KeySchema, item: Item) -> Key:
    """The key of an item that has it."""
    partition = key_bytes(item[schema.hash])
    _check_length(schema, schema.hash, partition)
    if schema.range is None:
        return partition, b""
    sort = key_bytes(item[schema.range])
    _check_length(schema, schema.range, sort)
    return partition, sort


def index_key_of(index: Index, item: Mapping[str, Value]) -> Key | None:
    """The key of an item in an index; None if it lacks an attribute of it, so is not in there."""
    if any(name not in item for name in index.key.names):
        return None
    sort = key_bytes(item[index.key.range]) if index.key.range else b""
    return key_bytes(item[index.key.hash]), sort


def key_attributes(schema: KeySchema, item: Mapping[str, Value]) -> Item:
    return {name: dict(item[name]) for name in schema.names}


def _check_type(schema: KeySchema, name: str, value: Value, where: str) -> None:
    expected, found = schema.types[name], type_of(value)
    if expected != found:
        raise _refused(
            f"{_INVALID}Type mismatch for {'Index ' if where else ''}Key {name} "
            f"Expected: {expected} Actual: {found}{where}"
        )


def _check_length(schema: KeySchema, name: str, content: bytes, index: str = "") -> None:
    where = f" IndexName: {index}" if index else ""
    is_hash = name == schema.hash
    if not content:
        raise _empty(name, where)
    if len(content) > (MAX_HASH_BYTES if is_hash else MAX_RANGE_BYTES):
        kind = "hashkey" if is_hash else "rangekey"
        raise _refused(
            f"{_INVALID}Size of {kind} has exceeded the maximum size limit of "
            f"{MAX_HASH_BYTES if is_hash else MAX_RANGE_BYTES} bytes{where}"
        )


def _refused(message: str) -> Refused:
    return KeyRefused("ValidationException", message)


def _empty(name: str, where: str) -> Refused:
    return _refused(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
        f"contain an empty string value.{where} Key: {name}"
    )
