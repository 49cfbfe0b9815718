"""How well what each key sends can be read."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Depends, Query

from functions.api.auth import require
from functions.api.later.dependencies import IntakeQualityDep, KeysDep, ReleaseIdDep, SetApartDep
from functions.api.openapi import may_answer
from functions.api.routers import own_router
from functions.domain.access_key import AccessKey
from functions.domain.person import Person
from functions.errors import Forbidden, NotFound
from functions.schemas.intake_quality import IntakeQualityResponse, KeyQuality, SharedId
from functions.schemas.limits import Id

router = own_router("events")
SharedIdQuery = Annotated[Id, Query(alias="id")]
Kind = Annotated[
    Literal["customer", "visitor"], Query(description="a user id, or that of a device or a card")
]
Caller = Annotated[AccessKey, Depends(require("events"))]


@router.get("/intake/quality")
def get_intake_quality(
    caller: Caller, quality: IntakeQualityDep, keys: KeysDep, apart: SetApartDep
) -> IntakeQualityResponse:
    """Get what was stored, what lost a detail and what was refused in the last seven days.

    By key, field and reason, with the shape of one value each. Other processes' counts may lack
    up to a minute.
    """
    _check_secret(caller)
    found = quality.last_days([key.id for key in keys.all()])
    newest = sorted(apart.all().items(), key=lambda each: -each[1])
    return IntakeQualityResponse(
        keys=[KeyQuality.from_counts(name, counts) for name, counts in found.items()],
        set_apart=[SharedId(kind=p.kind, id=p.id, since=since) for p, since in newest],
    )


@router.delete(
    "/intake/set-apart",
    status_code=HTTPStatus.NO_CONTENT,
    responses=may_answer(NotFound),
)
def release_shared_id(
    caller: Caller,
    kind: Kind,
    shared_id: SharedIdQuery,
    release: ReleaseIdDep,
) -> None:
    """Let an id that was set apart identify a person again; links made before stay apart."""
    _check_secret(caller)
    release(Person(kind, shared_id))


def _check_secret(caller: AccessKey) -> None:
    if caller.kind != "secret":
        raise Forbidden("a publishable key does not read what the shop's keys send")
