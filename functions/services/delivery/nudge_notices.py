"""What a change of a nudge's row is worth to endpoints. No notice holds an address or a code."""

from typing import Any

from functions.domain.delivery.delivery import event_of_nudge
from functions.domain.delivery.event_types import EventType, type_of_nudge
from functions.domain.delivery.routes import endpoint_of
from functions.domain.nudges.insights.answers import NudgeAnswer
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import OPEN, Nudge, NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.schemas.nudges import NudgeResponse
from functions.services.delivery.notices import Notice
from functions.storage import primary_keys


def nudge_notices(
    before: Nudge | None, after: Nudge, settings: NudgeSettings, at: int
) -> list[Notice]:
    """The notices of one write of a nudge's row, made at `at` (UTC ms)."""
    if after.channel in {None, ON_SITE}:
        return []
    own = _route_endpoint(after, settings)
    if before is None and after.state == "ready":
        return [_notice(type_of_nudge(after.id.kind), after, at, not_to=own)]
    recalled = after.recalled and not (before and before.recalled)
    ended = before and before.state == "ready" and after.state not in {*OPEN, "sent"}
    if recalled:
        return [_notice("nudge.cancelled", after, at, to=own)]
    return [_notice("nudge.cancelled", after, at, not_to=own)] if ended else []


def conversion(nudge_id: NudgeId, answer: NudgeAnswer) -> Notice:
    """The notice that a nudge led to an order."""
    person = nudge_id.person
    data = {
        "nudge_id": nudge_id.text,
        "kind": nudge_id.kind,
        "step": nudge_id.step,
        "user_id": person.id if person.kind == "customer" else None,
        "anonymous_id": person.id if person.kind == "visitor" else None,
        "converted_at": answer.at,
    }
    source = primary_keys.answer(nudge_id, answer.outcome, answer.at)
    event = event_of_nudge("nudge.converted", nudge_id)
    return Notice(source, event, "nudge.converted", answer.at, data)


def _route_endpoint(nudge: Nudge, settings: NudgeSettings) -> frozenset[str]:
    endpoint = endpoint_of(settings.route(nudge.channel)) if nudge.channel else None
    return frozenset({endpoint} if endpoint else ())


def _notice(event_type: EventType, nudge: Nudge, at: int, **to: frozenset[str]) -> Notice:
    data: dict[str, Any] = NudgeResponse.from_nudge(nudge).model_dump(mode="json")
    event = event_of_nudge(event_type, nudge.id)
    return Notice(primary_keys.nudge(nudge.id), event, event_type, at, data, **to)
