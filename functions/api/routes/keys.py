"""Keys, for whoever runs the shop's Hilo."""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.faults import faults_named
from functions.api.keys import Keys
from functions.api.openapi import may_answer, reads
from functions.api.schemas.keys import Key, KeyWish, NewKey, SigningKey
from functions.api.schemas.limits import Id
from functions.domain.access_key import AccessKey
from functions.errors import NotFound

router = APIRouter(prefix="/v1", tags=["keys"], dependencies=[Depends(require("admin"))])
KeyId = Annotated[Id, PathParameter()]
_MAX_BODY_BYTES = 10_000


@router.get("/keys")
def list_keys(request: Request) -> list[Key]:
    """Every key there is, the revoked ones among them."""
    return [Key(**_fields(key)) for key in _keys(request).all()]


@router.post("/keys", status_code=201, **reads(KeyWish))
async def create_key(request: Request) -> NewKey:
    """Make a key; the answer is the only place where it is ever shown."""
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named():
        wish = KeyWish.model_validate(body)
    keys = _keys(request)
    key, shown = await run_in_threadpool(keys.create, wish.kind, wish.scopes, wish.origins)
    return NewKey(**_fields(key), key=shown)


@router.post("/keys/{key_id}/rotate", status_code=201, responses=may_answer(NotFound))
def rotate_key(request: Request, key_id: KeyId) -> NewKey:
    """Make a key with the same rights; revoke the old one once its users have the new one."""
    key, shown = _keys(request).rotate(key_id)
    return NewKey(**_fields(key), key=shown)


@router.delete("/keys/{key_id}", responses=may_answer(NotFound))
def revoke_key(request: Request, key_id: KeyId) -> Key:
    """Take a key back; within a minute it opens nothing."""
    return Key(**_fields(_keys(request).revoke(key_id)))


@router.post("/visitor-token-keys/rotate", status_code=201)
def rotate_signing_key(request: Request) -> SigningKey:
    """Make a signing key for visitor tokens; the one before stays good until the next time."""
    kid, secret = _keys(request).rotate_tokens()
    return SigningKey(kid=kid, secret=b64encode(secret).decode())


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


def _fields(key: AccessKey) -> dict[str, object]:
    return {
        "id": key.id,
        "kind": key.kind,
        "scopes": sorted(key.scopes),
        "origins": sorted(key.origins),
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
    }
