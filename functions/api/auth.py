"""Access control: every route names the scope it needs, and every call shows a key."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from functions.api.cors import check_origin
from functions.api.threads import in_thread
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey, Scope
from functions.errors import Forbidden, Unauthorized, Unavailable


class _Key(SecurityBase):
    """What the OpenAPI page calls a bearer key."""

    def __init__(self) -> None:
        self.model = HTTPBearer(description="a publishable or secret key, hk_…")
        self.scheme_name = "key"


class _Authorization(_Key):
    """The header as it came; `key_shown` reads it."""

    async def __call__(self, request: Request) -> str | None:
        return request.headers.get("authorization")


Authorization = Annotated[str | None, Security(_Authorization())]


class _Caller(_Key):
    """The key of a call that opens one of `scopes`: one dependency, as each costs time."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self._scopes = scopes

    async def __call__(self, request: Request) -> AccessKey:
        return await admitted(request, _key_of(request), *self._scopes)


class _CallerOrNone(_Caller):
    """The same; None when the key cannot be checked because the store is out."""

    async def __call__(self, request: Request) -> AccessKey | None:  # type: ignore[override] # None
        try:
            return await super().__call__(request)
        except Unavailable:
            return None


def require(*scopes: Scope) -> Callable[..., Awaitable[AccessKey]]:
    """A dependency that lets a call pass if its key opens one of `scopes`, and gives the key."""
    return _Caller(*scopes)


async def admitted(request: Request, shown: str, *scopes: Scope) -> AccessKey:
    """As `admit`, in a thread of its own if the key has to be read."""
    key_ring = wiring_for(request).key_ring
    key = key_ring.recent(shown)
    if key is None:
        key = await in_thread(request, partial(key_ring.open, shown))
    return _allowed(request, key, *scopes)


def admit(request: Request, shown: str, scope: Scope) -> AccessKey:
    """The key that `shown` is, once it may be used from where the call comes, for `scope`.

    Raises:
        Unauthorized, Forbidden, Unavailable: it may not, or cannot be checked now.
    """
    return _allowed(request, wiring_for(request).key_ring.open(shown), scope)


def _allowed(request: Request, key: AccessKey, *scopes: Scope) -> AccessKey:
    check_origin(request, key)
    if not any(key.opens(scope) for scope in scopes):
        wanted = " or ".join(scopes)
        raise Forbidden(f"this {key.kind} key does not open {wanted}; use one with that scope")
    return key


def require_or_outage(scope: Scope) -> Callable[..., Awaitable[AccessKey | None]]:
    """As `require`, but None when the key cannot be checked because the store is out.

    The answer is then not personal: it is what a page of the shop shows to every visitor.
    """
    return _CallerOrNone(scope)


def _key_of(request: Request) -> str:
    return key_shown(request.headers.get("authorization"))


def key_shown(authorization: str | None) -> str:
    """The key in an Authorization header: `Bearer <key>`, or Basic with the key as user name."""
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return b64decode(value.strip(), validate=True).decode().partition(":")[0]
        except ValueError as error:
            raise Unauthorized("the Basic credentials cannot be read") from error
    raise Unauthorized("show a key: Authorization: Bearer hk_…, or Basic with it as user name")
