"""What a change of a nudge's row is worth to endpoints. No notice holds an address or a code."""

from dataclasses import asdict
from typing import Any

from functions.domain.delivery.delivery import event_of_nudge
from functions.domain.delivery.event_types import EventType, type_of_nudge
from functions.domain.delivery.routes import endpoint_of
from functions.domain.nudges.insights.attribution import Conversion
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import OPEN, Nudge
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.schemas.event_data import ConvertedNudge
from functions.schemas.nudges import NudgeResponse
from functions.services.delivery.notices import Notice
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import Key


def nudge_notices(
    before: Nudge | None, after: Nudge, settings: NudgeSettings, at: int
) -> list[Notice]:
    """The notices of one write of a nudge's row, made at `at` (UTC ms)."""
    if after.channel in {None, ON_SITE}:
        return []
    if after.recalled and not (before and before.recalled):
        return [_notice("nudge.cancelled", after, at, to=_endpoints(after.route))]
    own = _endpoints(settings.route(after.channel)) if after.channel else frozenset()
    if before is None and after.state == "ready":
        return [_notice(type_of_nudge(after.id.kind), after, at, not_to=own)]
    ended = before and before.state == "ready" and after.state not in {*OPEN, "sent"}
    return [_notice("nudge.cancelled", after, at, not_to=own)] if ended else []


def conversion_notice(person: Person, found: Conversion, *, key: Key, rev: int) -> Notice:
    """The notice of one write of a conversion's row, under `key`, as revision `rev`."""
    data = ConvertedNudge(
        **asdict(found),
        user_id=person.id if person.kind == "customer" else None,
        anonymous_id=person.id if person.kind == "visitor" else None,
    )
    event = f"nudge.converted#{found.order_id}#{rev}"
    return Notice(key, event, "nudge.converted", found.at, data.model_dump())


def _endpoints(route: str | None) -> frozenset[str]:
    endpoint = endpoint_of(route) if route else None
    return frozenset({endpoint} if endpoint else ())


def _notice(event_type: EventType, nudge: Nudge, at: int, **to: frozenset[str]) -> Notice:
    data: dict[str, Any] = NudgeResponse.from_nudge(nudge).model_dump(mode="json")
    event = event_of_nudge(event_type, nudge.id)
    return Notice(nudge_keys.nudge(nudge.id), event, event_type, at, data, **to)
