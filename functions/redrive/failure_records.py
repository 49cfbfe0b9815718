"""Contents of a failure file: records of the stream, or lines of the lake.

`functions/services/erasure/failure_files.py` says which kinds there are.
"""

import gzip
import json
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from functions.services.erasure.failure_files import UNREADABLE

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class FailureRecords:
    records: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def from_file(cls, data: bytes) -> "FailureRecords":
        """Everything in a file; raises `ValueError` if it is no failure file of ours."""
        try:
            text = gzip.decompress(data) if data.startswith(_GZIP) else data
            records = _records_of(text)
            if records is not None:
                return cls(records=records)
            return cls(lines=[line for each in text.splitlines() for line in _lines(each)])
        except UNREADABLE as error:
            raise ValueError(f"no failure file of ours: {error!r}") from error


def _records_of(text: bytes) -> list[dict[str, Any]] | None:
    try:
        return _records(json.loads(text))
    except ValueError:  # more than one line: Firehose's
        return None


def _records(value: Any) -> list[dict[str, Any]] | None:
    """Records of a batch: bare, or in the `payload` of what Lambda writes, as text or as it is."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("Records"), list):
        return list(value["Records"])
    payload = value.get("payload")
    return _records(json.loads(payload) if isinstance(payload, str) else payload)


def _lines(failure: bytes) -> list[dict[str, Any]]:
    raw = b64decode(json.loads(failure)["rawData"])
    lines = [json.loads(line) for line in raw.splitlines()]
    if not all(isinstance(line, dict) for line in lines):
        raise TypeError("a line is no object")
    return lines
