"""Access keys, for the operator of the shop's Hilo."""

from base64 import b64encode
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import KeysDep
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.errors import NotFound
from functions.schemas.faults import faults_named
from functions.schemas.keys import Key, KeyRequest, NewKey, SigningKey
from functions.schemas.limits import Id

router = own_router("keys", Depends(require("admin")))
KeyId = Annotated[Id, PathParameter()]
_MAX_BODY_BYTES = 10_000


@router.get("/keys")
def list_keys(keys: KeysDep) -> list[Key]:
    """List all keys, with the revoked ones."""
    return [Key(**_fields(key)) for key in keys.all()]


@router.post("/keys", status_code=201, **reads(KeyRequest))
async def create_key(request: Request, keys: KeysDep) -> NewKey:
    """Create a key; only this answer shows it."""
    body = await json_object(request, max_bytes=_MAX_BODY_BYTES)
    with faults_named(KeyRequest):
        fields = KeyRequest.model_validate(body)
    key, shown = await run_in_threadpool(
        keys.create, fields.kind, fields.scopes, fields.origins, fields.channel
    )
    return NewKey(**_fields(key), key=shown)


@router.post("/keys/{key_id}/rotate", status_code=201, responses=may_answer(NotFound))
def rotate_key(key_id: KeyId, keys: KeysDep) -> NewKey:
    """Create a key with the same rights; revoke the old one when all use the new one."""
    key, shown = keys.rotate(key_id)
    return NewKey(**_fields(key), key=shown)


@router.delete("/keys/{key_id}", responses=may_answer(NotFound))
def revoke_key(key_id: KeyId, keys: KeysDep) -> Key:
    """Revoke a key; it stops working within a minute."""
    return Key(**_fields(keys.revoke(key_id)))


@router.post("/visitor-token-keys/rotate", status_code=201)
def rotate_signing_key(keys: KeysDep) -> SigningKey:
    """Create a signing key for visitor tokens; the last one stays valid until the next rotation."""
    kid, secret = keys.rotate_tokens()
    return SigningKey(kid=kid, secret=b64encode(secret).decode())


def _fields(key: AccessKey) -> dict[str, object]:
    return {
        "id": key.id,
        "kind": key.kind,
        "scopes": sorted(key.scopes),
        "origins": sorted(key.origins),
        "channel": key.channel,
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
    }
