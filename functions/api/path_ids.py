"""Ids in paths, and where a path can't carry one, in the query.

An id may have any sign. A path carries it percent-encoded, slashes too, as far as what stands
before the application passes them on: API Gateway decodes a path and cuts it at a `?`. So each
route under `/v1/customers/{user_id}`, `/v1/visitors/{anonymous_id}` and `/v1/items/{item_id}` is
also found under the singular with the id in the query: `/v1/customer/cart?user_id=INV%2F2026%2F1`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlencode

from fastapi import Path
from pydantic import BeforeValidator, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.domain.reading.ids import MAX_BYTES, id_of

# In place of a slash inside an id, while routes are matched; no id has a control character.
_SLASH = "\x1f"
_PLURAL = re.compile(r"/v1/(customers|visitors|items)/")
_SINGULAR = re.compile(r"/v1/(customer|visitor|item)(/.*)?")
_NAMES = {"customer": "user_id", "visitor": "anonymous_id", "item": "item_id"}


def _path_id(value: Any) -> str:
    return id_of(value.replace(_SLASH, "/") if isinstance(value, str) else value)


PathId = Annotated[
    str,
    Path(),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_BYTES}),
    BeforeValidator(_path_id),
]
"""An id in a path, as routes receive it."""


class PathIds:
    """Lets the routes of `app` find ids with slashes, and ids in the query."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # In place, so that what stands around the routes sees which one answered.
            scope.update(_path(scope) or _from_query(scope))
        await self._app(scope, receive, send)


def _path(scope: Scope) -> dict[str, Any]:
    """The path where ids need it: API Gateway's is decoded, a server's is not."""
    event = scope.get("aws.event")
    return _with_slashes(scope) if event is None else _as_decoded(event)


def _as_decoded(event: Mapping[str, Any]) -> dict[str, Any]:
    """The path as API Gateway decoded it: decoded again, `50%25` would be another id, `50%`."""
    path = event.get("rawPath") or ""
    return {"path": path} if "%" in path else {}


def _with_slashes(scope: Scope) -> dict[str, Any]:
    """The path as the caller sent it, decoded once, with slashes inside ids held apart."""
    raw_path = scope.get("raw_path")
    raw = raw_path.decode("latin-1").partition("?")[0] if isinstance(raw_path, bytes) else ""
    if "%" not in raw or not _PLURAL.match(raw):
        return {}
    return {"path": "/".join(unquote(part).replace("/", _SLASH) for part in raw.split("/"))}


def _from_query(scope: Scope) -> dict[str, Any]:
    """The path of the plural, and the query without the id, which no route expects there."""
    named = _SINGULAR.fullmatch(scope["path"])
    if named is None:
        return {}
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    name = _NAMES[named[1]]
    value = next((value for key, value in query if key == name), "").replace("/", _SLASH)
    if not value:
        return {}
    rest = urlencode([(key, each) for key, each in query if key != name])
    path = f"/v1/{named[1]}s/{value}{named[2] or ''}"
    return {"path": path, "query_string": rest.encode("latin-1")}
