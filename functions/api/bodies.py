"""Request bodies as JSON, with bounds on bytes, values and depth."""

import math
import zlib
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import Request
from starlette.requests import ClientDisconnect

from functions.api.json_text import parse
from functions.errors import FieldFault, Invalid, Malformed, TooLarge
from functions.schemas.json_values import checked_json
from functions.schemas.limits import MAX_VALUES

_GZIP = b"\x1f\x8b"  # RFC 1952; no JSON text begins so
_GZIP_AS_TEXT = _GZIP[:1]  # its first sign, where it was taken for text; the second may be lost
_GZIP_WINDOW = 31  # zlib's way to ask for gzip, whose checksum it then verifies
_MAX_MEMBERS = 16  # of one gzip file; a library writes one
_BYTES_A_VALUE = 10  # an item of a catalogue has more than twenty
_FEW_VALUES = 5_000
_FEW_BYTES = 4_096
_PARSING: RunVar[CapacityLimiter] = RunVar("parsing")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes a body may have once it is inflated, and how many values."""

    inflated: int
    values: int


async def json_object(
    request: Request, *, max_bytes: int, apart: str | None = ""
) -> dict[str, Any]:
    """The body's JSON object, all of which can be kept and shown.

    Neither Content-Type nor Content-Encoding is asked: browsers send JSON as text/plain, and a
    proxy may have inflated what the header still calls gzip. The bytes decide. The caller checks
    what stands under `apart`, entry by entry; with None all of it.

    Raises:
        TooLarge, Malformed, Invalid: more than a bound, no JSON in UTF-8, no object, or with a
            value that JSON cannot say.
    """
    body = await received(request, max_bytes)
    values = min(MAX_VALUES, max(_FEW_VALUES, max_bytes // _BYTES_A_VALUE))
    found = await object_in(body, Bounds(max_bytes, values))
    if apart is not None:
        checked_json({name: value for name, value in found.items() if name != apart})
    return found


async def received(request: Request, max_bytes: int) -> bytes:
    """The bytes of the body as sent.

    Raises:
        TooLarge: more than `max_bytes`; the rest is not read.
        Malformed: the caller hung up before its end.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise TooLarge(f"the body may have {max_bytes} bytes; send less at once")
    except ClientDisconnect as error:
        raise Malformed("the body ended too early") from error
    return _as_bytes(bytes(body))


def _as_bytes(body: bytes) -> bytes:
    """The body; of gzip that a gateway took for text, the bytes that it was."""
    if is_gzip(body) or not body.startswith(_GZIP_AS_TEXT):
        return body
    try:
        return body.decode().encode("latin-1")
    except UnicodeError as error:
        raise Malformed("the body is gzip that was read as text; send it as base64") from error


async def object_in(body: bytes, bounds: Bounds) -> dict[str, Any]:
    """The object that a body holds, its values unchecked.

    Large bodies are parsed in one thread of their own, one after the other: parsing lets no other
    Python code run, and so at most one body's parsing stands between any two steps of other
    requests. A small one is parsed in less time than a thread takes to begin.

    Raises:
        TooLarge, Malformed, Invalid: more than a bound, no JSON in UTF-8, no object.
    """
    if len(body) <= _FEW_BYTES and not is_gzip(body):
        found = _parsed(body, bounds)
    else:
        found = await to_thread.run_sync(partial(_parsed, body, bounds), limiter=one_at_a_time())
    if isinstance(found, float) and not math.isfinite(found):
        raise Malformed("the body is a number that JSON cannot hold")
    if not isinstance(found, dict):
        raise Invalid(FieldFault("body", "must be a JSON object"))
    return found


def one_at_a_time() -> CapacityLimiter:
    """The limiter of parsing; each event loop has its own, as it cannot be shared between loops."""
    try:
        return _PARSING.get()
    except LookupError:
        limiter = CapacityLimiter(1)
        _PARSING.set(limiter)
        return limiter


def is_gzip(body: bytes) -> bool:
    return body.startswith(_GZIP)


def inflated(body: bytes, max_bytes: int) -> bytes:
    """What was deflated, up to one byte past `max_bytes`: a bomb never unfolds.

    Raises:
        Malformed: no gzip, or gzip that ends too early.
    """
    found = bytearray()
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(_GZIP_WINDOW)
        try:
            found += member.decompress(body, max_bytes + 1 - len(found))
        except zlib.error as error:
            raise Malformed(f"the body begins like gzip and is none: {error}") from error
        body = member.unused_data.lstrip(b"\0")  # a file may be padded
        if len(found) > max_bytes or (member.eof and not body):
            return bytes(found)
        if not member.eof:
            raise Malformed("the body's gzip ends too early")
    raise Malformed(f"the body's gzip has more than {_MAX_MEMBERS} members")


def _parsed(body: bytes, bounds: Bounds) -> Any:
    if is_gzip(body):
        body = inflated(body, bounds.inflated)
        if len(body) > bounds.inflated:
            raise TooLarge(f"the body may inflate to {bounds.inflated} bytes; send less at once")
    return parse(body, max_values=bounds.values)
