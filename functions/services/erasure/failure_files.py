"""A failure file without the records of erased persons.

Two kinds: a stream's batch (`{"Records": […]}`, on AWS inside `payload`, as text or as it is:
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html), and Firehose's lines
with what it could not deliver as base64 in `rawData`.
"""

import gzip
import json
import zlib
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from functions.services.erasure.erasure_filter import ErasureFilter
from functions.storage.event_rows import from_row
from functions.storage.packing import DAMAGE

_GZIP = b"\x1f\x8b"
# What packed or nested bytes raise that no function of ours wrote.
UNREADABLE = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError)


def cleaned(data: bytes, forgotten: ErasureFilter) -> bytes | None:
    """The file's bytes anew, empty when nothing is left; None when there was nothing to forget.

    What is not of either kind is no file of ours and stays.
    """
    packed = data.startswith(_GZIP)
    try:
        text = gzip.decompress(data) if packed else data
        whole = _json(text)
        records = _records_of(whole)
    except UNREADABLE:
        return None
    if records is not None:
        after = _without(whole, lambda record: _is_forgotten(record, forgotten))
        new = None if after == whole else json.dumps(after).encode() if _left_in(after) else b""
    else:
        lines = text.splitlines(keepends=True)
        kept = [line for line in lines if not _is_forgotten_line(line, forgotten)]
        new = None if len(kept) == len(lines) else b"".join(kept)
    return gzip.compress(new, mtime=0) if new and packed else new


def _records_of(value: Any) -> list[Any] | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("Records"), list):
        records: list[Any] = value["Records"]
        return records
    payload = value.get("payload")
    return _records_of(_json(payload) if isinstance(payload, str) else payload)


def _left_in(value: Any) -> bool:
    return bool(_records_of(value))


def _without(value: dict[str, Any], goes: Callable[[Any], bool]) -> dict[str, Any]:
    if isinstance(value.get("Records"), list):
        return {**value, "Records": [record for record in value["Records"] if not goes(record)]}
    payload = value["payload"]
    if isinstance(payload, str):
        inner = json.loads(payload)
        after = _without(inner, goes)
        return value if after == inner else {**value, "payload": json.dumps(after)}
    return {**value, "payload": _without(payload, goes)}


def _is_forgotten(record: Any, forgotten: ErasureFilter) -> bool:
    try:
        change = record["dynamodb"]
        image = change.get("NewImage") or change["Keys"]
        person = image["pk"]["S"]
    except (KeyError, TypeError, AttributeError):
        return False
    try:
        event = from_row({**image, "body": {"B": b64decode(image["body"]["B"])}})
    except DAMAGE:
        return forgotten.holds(person, at=None, received_at=None)
    return forgotten.holds(person, at=event.at, received_at=event.received_at)


def _is_forgotten_line(line: bytes, forgotten: ErasureFilter) -> bool:
    value = _json(line)
    raw = value.get("rawData") if isinstance(value, dict) else None
    if not isinstance(raw, str):
        return forgotten.holds_line(value)
    try:
        inside = b64decode(raw).splitlines()
    except ValueError:
        return False
    return any(forgotten.holds_line(_json(each)) for each in inside)


def _json(text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
