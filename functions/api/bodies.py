"""Request bodies as JSON, with a bound on their size and no trust in their form."""

import gzip
import json
import zlib
from io import BytesIO
from typing import Any

from fastapi import Request

from functions.errors import FieldFault, Invalid, Malformed, TooLarge

_GZIP = b"\x1f\x8b"  # RFC 1952; no JSON text begins so


async def json_object(
    request: Request, *, max_bytes: int, max_inflated: int | None = None
) -> dict[str, Any]:
    """The body's JSON object. What only some entries may have wrong (NaN, say) passes here.

    Neither Content-Type nor Content-Encoding is asked: browsers send JSON as text/plain, and a
    proxy may have inflated what the header still calls gzip. The bytes tell.

    Raises:
        TooLarge, Malformed, Invalid: more bytes than a bound, no JSON in UTF-8, no object.
    """
    body = await _received(request, max_bytes)
    if body.startswith(_GZIP):
        body = _inflated(body, max_inflated or max_bytes)
    try:
        parsed = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the body is not JSON in UTF-8: {error}") from error
    if not isinstance(parsed, dict):
        raise Invalid(FieldFault("body", "must be a JSON object"))
    return parsed


async def _received(request: Request, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge(f"the body may have {max_bytes} bytes; send less at once")
    return bytes(body)


def _inflated(body: bytes, max_bytes: int) -> bytes:
    """What was deflated, stopping at the bound: a bomb never unfolds."""
    try:
        with gzip.open(BytesIO(body)) as unfolding:
            inflated = unfolding.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Malformed(f"the body begins like gzip and is none: {error}") from error
    if len(inflated) > max_bytes:
        raise TooLarge(f"the body may inflate to {max_bytes} bytes; send less at once")
    return inflated
