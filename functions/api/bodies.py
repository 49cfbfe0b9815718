"""Request bodies as JSON, with a bound on their size and no trust in their form."""

import json
from typing import Any

from fastapi import Request

from functions.errors import FieldFault, Invalid, Malformed, TooLarge


async def json_object(request: Request, *, max_bytes: int) -> dict[str, Any]:
    """The body's JSON object. What only some entries may have wrong (NaN, say) passes here.

    Raises:
        TooLarge, Malformed, Invalid: more bytes than the bound, no JSON in UTF-8, no object.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge(f"the body may have {max_bytes} bytes; send less at once")
    try:
        parsed = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the body is not JSON in UTF-8: {error}") from error
    if not isinstance(parsed, dict):
        raise Invalid(FieldFault("body", "must be a JSON object"))
    return parsed
