"""One call of Segment's HTTP tracking API: its body, and who makes it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import Authorization, admit, key_shown
from functions.api.bodies import json_object
from functions.api.schemas.limits import MAX_BATCH_BYTES, MAX_INFLATED_BYTES
from functions.domain.access_key import AccessKey
from functions.errors import Unauthorized


@dataclass(frozen=True, slots=True)
class TrackingCall:
    body: dict[str, Any]
    caller: AccessKey


async def _read(request: Request, authorization: Authorization) -> TrackingCall:
    """The call, once its key is known to be good.

    A key in the header is looked at before anything of the body is read.
    """
    caller = await _admitted(request, key_shown(authorization)) if authorization else None
    body = await json_object(request, max_bytes=MAX_BATCH_BYTES, max_inflated=MAX_INFLATED_BYTES)
    return TrackingCall(body, caller or await _admitted(request, write_key(body)))


Call = Annotated[TrackingCall, Depends(_read)]


async def _admitted(request: Request, shown: str) -> AccessKey:
    return await run_in_threadpool(admit, request, shown, "events")


def write_key(body: dict[str, Any]) -> str:
    """The key inside a body: its own `writeKey`, else the one that its entries agree on.

    Raises:
        Unauthorized: there is none, or the entries show different ones.
    """
    entries = body.get("batch")
    inside = entries if isinstance(entries, list) else []
    shown = _keys_of([body]) or _keys_of(inside)
    if len(shown) > 1:
        raise Unauthorized("the entries show different keys; make a call for each key")
    if not shown:
        raise Unauthorized("show a key: in Authorization, Bearer or Basic, or as writeKey")
    return shown.pop()


def _keys_of(said: list[Any]) -> set[str]:
    found = (each.get("writeKey") for each in said if isinstance(each, dict))
    return {key for key in found if isinstance(key, str)}
