"""What the key and the visitor tokens of one HTTP call vouch for."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.services.access.trust import HEADER, Trust, token_in

_MAX_TOKENS = 8  # of one call: no call may have thousands of signatures checked


def trust_of(
    request: Request, caller: AccessKey, context: Mapping[str, Any] | None = None
) -> Trust:
    """The trust of one HTTP call; `context` is one that all entries of its body share.

    Each token counts by itself: an expired one hides no other.
    """
    shown = (*_tokens_in(request.headers.getlist(HEADER)), *token_in(context or {}))
    return Trust(
        is_secret=caller.kind == "secret",
        shown=shown[:_MAX_TOKENS],
        tokens=wiring_for(request).tokens,
    )


def _tokens_in(headers: list[str]) -> list[str]:
    """API Gateway joins the headers of one name by commas, which no token has."""
    return [token for header in headers for part in header.split(",") if (token := part.strip())]
