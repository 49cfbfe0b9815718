"""The pool of single-use codes that nudges may carry."""

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import IncentiveCodeRowsDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.domain.nudges.messages.content import Incentive
from functions.errors import FieldFault, Invalid, Unavailable
from functions.schemas.faults import faults_named
from functions.schemas.incentive_codes import (
    MAX_BODY_BYTES,
    IncentiveCodesRequest,
    IncentiveCodesResponse,
)

router = own_router("nudges", Depends(require("nudges")))


@router.post("/incentive-codes", **reads(IncentiveCodesRequest))
async def add_incentive_codes(
    request: Request, rows: IncentiveCodeRowsDep, clock: ClockDep
) -> IncentiveCodesResponse:
    """Add up to 1,000 single-use codes. Each goes to one person, once a sequence of nudges.

    Never send a code again that was added before: it may be a person's by now.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(IncentiveCodesRequest):
        fields = IncentiveCodesRequest.model_validate(body)
    if fields.expires_at <= clock():
        raise Invalid(FieldFault("expires_at", "must lie in the future"))
    codes = [Incentive(code, fields.expires_at) for code in dict.fromkeys(fields.codes)]
    if await run_in_threadpool(rows.add, codes):
        raise Unavailable("some codes were not added; add the same ones again")
    return IncentiveCodesResponse(accepted=len(codes))
