"""The list of addresses that get nothing, for the shop."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import SuppressionsDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.nudges.recipients.addresses import Channel, normalised
from functions.errors import FieldFault, Invalid
from functions.schemas.faults import faults_named
from functions.schemas.partial_batches import Rejected, partition_valid
from functions.schemas.suppressions import (
    MAX_BODY_BYTES,
    MAX_PAGE,
    AddressesRequest,
    AddressesResponse,
    SuppressedAddressResponse,
    SuppressionsResponse,
    SuppressRequest,
)

router = own_router("nudges")
Caller = Annotated[AccessKey, Depends(require("nudges"))]


@router.get("/suppressions")
def list_suppressions(
    _: Caller,
    suppressions: SuppressionsDep,
    channel: Channel,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 500,
) -> SuppressionsResponse:
    """Export the suppressed addresses of a channel, a page at a time."""
    try:
        page = suppressions.page(channel, cursor, limit)
    except ValueError as error:
        raise Invalid(FieldFault("cursor", str(error))) from error
    return SuppressionsResponse(
        suppressions=[
            SuppressedAddressResponse(
                address=line.address,
                address_id=line.digest,
                reason=line.suppression.reason,
                at=line.suppression.at,
                by=line.suppression.by,
            )
            for line in page.lines
        ],
        cursor=page.cursor,
    )


@router.post("/suppressions", **reads(SuppressRequest))
async def suppress_addresses(
    request: Request, caller: Caller, suppressions: SuppressionsDep
) -> AddressesResponse:
    """Suppress up to 500 addresses, for example those of a list from another system.

    They get nothing on this channel until they are released, whatever consent says. An address
    that is suppressed already keeps its first reason.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(SuppressRequest):
        fields = SuppressRequest.model_validate(body)
    addresses, rejected = _normalised(fields)
    await run_in_threadpool(
        lambda: suppressions.add(
            fields.channel, addresses, reason=fields.reason, by=f"key {caller.id}"
        )
    )
    return AddressesResponse(accepted=len(addresses), rejected=rejected)


@router.post("/suppressions/release", **reads(AddressesRequest))
async def release_addresses(
    request: Request, _: Caller, suppressions: SuppressionsDep
) -> AddressesResponse:
    """Release up to 500 addresses. Consent to write to them is needed all the same."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(AddressesRequest):
        fields = AddressesRequest.model_validate(body)
    addresses, rejected = _normalised(fields)
    await run_in_threadpool(lambda: suppressions.release(fields.channel, addresses))
    return AddressesResponse(accepted=len(addresses), rejected=rejected)


def _normalised(fields: AddressesRequest) -> tuple[list[str], list[Rejected]]:
    def read(_: int, address: str) -> str:
        form = normalised(fields.channel, address)
        if form is None:
            raise Invalid(FieldFault("addresses", f"is no {fields.channel} address"))
        return form

    valid, faults = partition_valid(fields.addresses, read)
    return list(valid.values()), [Rejected.from_fault(*each) for each in faults.items()]
