"""Where carts are lost, and what nudges are worth."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query

from functions.api.auth import require
from functions.api.later.dependencies import InsightsDep
from functions.api.openapi import may_answer
from functions.api.routers import own_router
from functions.errors import NotFound
from functions.schemas.insights import (
    AbandonedCarts,
    AbandonmentResponse,
    AttributionResponse,
    Field,
    ReportResponse,
)
from functions.services.nudges.insights import FIELDS, summed

router = own_router("nudges", Depends(require("nudges")))
_ALL = list(FIELDS[1:])
_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)


@router.get("/insights/abandonment", responses=may_answer(NotFound))
def get_abandonment(
    insights: InsightsDep,
    by: Annotated[list[Field], Query()] = _ALL,  # type: ignore[assignment] # names of its fields
    first_day: date = _FIRST,
    last_day: date = _LAST,
) -> AbandonmentResponse:
    """Get where carts were left in the last 35 days, the most valuable losses first.

    `by` names the fields that rows are kept apart by: day, channel, device, step, reason; a channel
    comes with how it is known. Each training writes the report anew from all events, so it is some
    hours old.
    """
    report = insights.report()
    rows = summed(report["carts"], by, first_day.isoformat(), last_day.isoformat())
    found = [AbandonedCarts.model_validate(row) for row in rows]
    return AbandonmentResponse(rows=found, **_times(report))


@router.get("/insights/attribution", responses=may_answer(NotFound))
def get_attribution(insights: InsightsDep) -> AttributionResponse:
    """Get the orders counted for nudges in the last 35 days, and the lift over the holdout.

    An order counts for the nudge that was touched last within the window of its channel; what was
    refunded is taken back.
    """
    report = insights.report()
    parts = {name: report[name] for name in ("converted", "lift")}
    money = {"currency": report.get("currency"), "left_out": report.get("left_out", {})}
    return AttributionResponse.model_validate({**parts, **money, **_times(report)})


def _times(report: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromtimestamp(report[name] / 1000, UTC) for name in ("as_of", "since")}
    return ReportResponse(**times, complete=report["complete"]).model_dump()
