"""One call of Segment's HTTP tracking API: its body and its access key."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request

from functions.api.auth import Authorization, admitted, key_shown
from functions.api.bodies import Bounds, inflated, is_gzip, object_in, one_at_a_time, received
from functions.domain.access_key import AccessKey
from functions.errors import Unauthorized
from functions.schemas.limits import (
    MAX_BATCH_BYTES,
    MAX_INFLATED_BYTES,
    MAX_VALUES,
    MAX_VALUES_WITHOUT_KEY,
)

_WITH_KEY = Bounds(MAX_INFLATED_BYTES, MAX_VALUES)
_WITHOUT_KEY = Bounds(MAX_BATCH_BYTES, MAX_VALUES_WITHOUT_KEY)
_KEY = re.compile(rb'"writeKey"\s{0,8}:\s{0,8}"(hk_[\w-]{1,100})"')


@dataclass(frozen=True, slots=True)
class TrackingCall:
    body: dict[str, Any]
    caller: AccessKey


async def _read(request: Request, authorization: Authorization) -> TrackingCall:
    """The call, once its key is known to be good.

    A key in the header is looked at before anything of the body is read. A body that brings its
    key itself is small, or has it near its beginning: a stranger makes us do little.
    """
    caller = await _admitted(request, key_shown(authorization)) if authorization else None
    body = await received(request, MAX_BATCH_BYTES)
    bounds = _WITH_KEY if caller or await _is_vouched_for(request, body) else _WITHOUT_KEY
    found = await object_in(body, bounds)
    return TrackingCall(found, caller or await _admitted(request, write_key(found)))


Call = Annotated[TrackingCall, Depends(_read)]


async def _is_vouched_for(request: Request, body: bytes) -> bool:
    """Whether a body that inflates far shows a good key in its first part.

    Raises:
        Unauthorized, Forbidden, Unavailable: it shows one that is not good.
    """
    if not is_gzip(body):
        return False
    most = _WITHOUT_KEY.inflated
    first = await to_thread.run_sync(inflated, body, most, limiter=one_at_a_time())
    shown = _KEY.search(first) if len(first) > _WITHOUT_KEY.inflated else None
    return bool(shown and await _admitted(request, shown[1].decode()))


async def _admitted(request: Request, shown: str) -> AccessKey:
    return await admitted(request, shown, "events")


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


def _keys_of(entries: list[Any]) -> set[str]:
    found = (each.get("writeKey") for each in entries if isinstance(each, dict))
    return {key for key in found if isinstance(key, str)}
