"""What AWS End User Messaging reports of text messages, and what people answer to them.

Source: the user guide of AWS End User Messaging SMS, "Event types" and "Two-way payload".
"""

from collections.abc import Mapping
from typing import Any

from functions.domain.delivery.feedback.report import Report, millis, part, text
from functions.domain.delivery.feedback.stop import asks_to_stop
from functions.domain.delivery.providers import REFERENCE_KEY
from functions.domain.nudges.insights.answers import Outcome

_OUTCOMES: Mapping[str, Outcome] = {"TEXT_DELIVERED": "delivered", "TEXT_INVALID": "bounced"}


def reports_of(event: Mapping[str, Any], *, now: int) -> list[Report]:
    """Return what an event says at `now` (UTC ms), if it counts or suppresses."""
    if "messageBody" in event:
        return _answered(event, now)
    outcome = _OUTCOMES.get(text(event, "eventType"))
    if outcome is None:
        return []
    bounced = outcome == "bounced"
    return [
        Report(
            "sms",
            millis(event.get("eventTimestamp"), now=now),
            outcome,
            text(part(event, "context"), REFERENCE_KEY),
            suppresses="hard_bounce" if bounced else None,
            addresses=(text(event, "destinationPhoneNumber"),) if bounced else (),
        )
    ]


def _answered(event: Mapping[str, Any], now: int) -> list[Report]:
    if not asks_to_stop(text(event, "messageBody")):
        return []
    return [Report("sms", now, suppresses="stop", addresses=(text(event, "originationNumber"),))]
