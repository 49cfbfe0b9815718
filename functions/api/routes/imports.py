"""Imports of files: announce one, upload it, and look how far it has come."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object, received
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import FileImportsDep
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey, Scope
from functions.domain.column_mapping import Kind
from functions.domain.file_import import FileImport
from functions.errors import Forbidden, NotFound
from functions.schemas.faults import faults_named
from functions.schemas.imports import (
    MAX_BODY_BYTES,
    ImportList,
    ImportRejects,
    ImportRequest,
    ImportStatus,
    Upload,
)

router = own_router("imports")
ImportId = Annotated[str, PathParameter(max_length=64)]
SCOPES: dict[Kind, Scope] = {
    "orders": "events",
    "events": "events",
    "items": "catalog",
    "customers": "customers",
}


async def _secret_key(
    key: Annotated[AccessKey, Depends(require("events", "catalog", "customers"))],
) -> AccessKey:
    """The secret key of a call; whether it has the scope of its import is `_check`'s to say."""
    if key.kind != "secret":
        raise Forbidden("imports need a secret key")
    return key


KeyDep = Annotated[AccessKey, Depends(_secret_key)]


@router.post("/imports", status_code=HTTPStatus.CREATED, **reads(ImportRequest))
async def create_import(
    request: Request, key: KeyDep, imports: FileImportsDep, clock: ClockDep
) -> ImportStatus:
    """Announce a file. `PUT` its bytes to `upload.url`, or a small one to `/v1/imports/{id}/file`.

    Orders and events need a key with the scope `events`, items `catalog`, customers `customers`.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named():
        given = ImportRequest.model_validate(body)
    _check(key, given.kind)
    asked = FileImport("", created_at=0, **given.model_dump())
    made, address = await run_in_threadpool(imports.create, asked)
    upload = None if address is None else Upload.model_validate(address, from_attributes=True)
    return ImportStatus.from_import(made, clock()).model_copy(update={"upload": upload})


@router.put(
    "/imports/{import_id}/file",
    status_code=HTTPStatus.ACCEPTED,
    responses=may_answer(NotFound),
    openapi_extra={
        "requestBody": {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def put_import_file(
    request: Request, key: KeyDep, imports: FileImportsDep, clock: ClockDep, import_id: ImportId
) -> ImportStatus:
    """Send the file of an import, as it is, up to 4 MB; on a laptop up to 500 MB."""
    _check_import(key, await run_in_threadpool(imports.find, import_id))
    content = await received(request, imports.max_bytes)
    return ImportStatus.from_import(
        await run_in_threadpool(imports.take_file, import_id, content), clock()
    )


@router.get("/imports")
def list_imports(key: KeyDep, imports: FileImportsDep, clock: ClockDep) -> ImportList:
    """List the fifty imports made last, newest first, of the kinds that the key's scopes open."""
    found = [each for each in imports.newest() if _may_see(key, each)]
    return ImportList(imports=[ImportStatus.from_import(each, clock()) for each in found])


@router.get("/imports/{import_id}", responses=may_answer(NotFound))
def get_import(
    key: KeyDep, imports: FileImportsDep, clock: ClockDep, import_id: ImportId
) -> ImportStatus:
    """Get how far an import has come, and what its rows became."""
    return ImportStatus.from_import(_check_import(key, imports.find(import_id)), clock())


@router.get("/imports/{import_id}/rejects", responses=may_answer(NotFound))
def get_import_rejects(key: KeyDep, imports: FileImportsDep, import_id: ImportId) -> ImportRejects:
    """Get the rows that could not be read, with reasons, and what was left out of others."""
    rejects, more = imports.rejects(_check_import(key, imports.find(import_id)))
    return ImportRejects(rejects=rejects, more=more)


def _check(key: AccessKey, kind: Kind) -> None:
    if not key.opens(SCOPES[kind]):
        raise Forbidden(f"an import of {kind} needs a key with the scope {SCOPES[kind]}")


def _check_import(key: AccessKey, found: FileImport) -> FileImport:
    """The import, for a key that may see it; one of a kind not known yet opens to `admin` alone."""
    if not _may_see(key, found):
        raise Forbidden("this key has not the scope of this import")
    return found


def _may_see(key: AccessKey, found: FileImport) -> bool:
    kind = found.mapping.kind if found.mapping else found.kind
    return key.opens(SCOPES[kind] if kind else "admin")
