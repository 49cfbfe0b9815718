"""The shop's brand: what all messages share."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import BrandRowsDep, RequirePostalAddressDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.schemas.faults import faults_named
from functions.schemas.templates import MAX_BRAND_BYTES, BrandFields

router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]


@router.get("/brand")
def get_brand(_: Caller, rows: BrandRowsDep) -> BrandFields:
    """Get the brand."""
    return BrandFields.from_brand(rows.get())


@router.put("/brand", **reads(BrandFields))
async def put_brand(
    request: Request, _: Caller, rows: BrandRowsDep, required: RequirePostalAddressDep
) -> BrandFields:
    """Put the brand; fields that are not given get their defaults. The next message has it."""
    body = await json_object(request, max_bytes=MAX_BRAND_BYTES)
    with faults_named(BrandFields):
        fields = BrandFields.model_validate(body)
    await run_in_threadpool(required.of_brand, fields.as_brand())
    await run_in_threadpool(rows.put, fields.as_brand())
    return fields
