"""How well what each key sends can be read."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.api.auth import require
from functions.api.later.dependencies import IntakeQualityDep, KeysDep
from functions.domain.access_key import AccessKey
from functions.errors import Forbidden
from functions.schemas.intake_quality import IntakeQualityResponse, KeyQuality

router = APIRouter(prefix="/v1", tags=["events"])
Caller = Annotated[AccessKey, Depends(require("events"))]


@router.get("/intake/quality")
def get_intake_quality(
    caller: Caller, quality: IntakeQualityDep, keys: KeysDep
) -> IntakeQualityResponse:
    """Get what was stored, what lost a detail and what was refused in the last seven days.

    By key, field and reason, with the shape of one value each. Other processes' counts may lack
    up to a minute.
    """
    if caller.kind != "secret":
        raise Forbidden("a publishable key does not read what the shop's keys send")
    found = quality.last_days([key.id for key in keys.all()])
    return IntakeQualityResponse(
        keys=[KeyQuality.from_counts(name, counts) for name, counts in found.items()]
    )
