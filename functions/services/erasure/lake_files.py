"""A file of the lake without the lines of erased persons."""

import gzip
import json
import zlib
from typing import Any

from functions.services.erasure.erasure_filter import ErasureFilter


class Unreadable(Exception):
    """The file is damaged; training reads it as little as we do."""


def cleaned(key: str, data: bytes, forgotten: ErasureFilter) -> bytes | None:
    """The file's bytes anew, empty when no line is left; None when there was nothing to forget.

    A line that is no JSON stays: no training reads it, and its person is unknown.

    Raises:
        Unreadable: it is called gzip and cannot be unpacked.
    """
    packed = key.endswith(".gz")
    lines = _unpacked(data).splitlines(keepends=True) if packed else data.splitlines(keepends=True)
    kept = [line for line in lines if not forgotten.holds_line(_json(line))]
    if len(kept) == len(lines):
        return None
    text = b"".join(kept)
    return gzip.compress(text, mtime=0) if packed and text else text


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(type(error).__name__) from error


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
