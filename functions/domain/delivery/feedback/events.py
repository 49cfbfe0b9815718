"""Read an event of any provider: all of them come through one topic."""

from collections.abc import Mapping
from typing import Any

from functions.domain.delivery.feedback import push, ses, sms, whatsapp
from functions.domain.delivery.feedback.report import Report


def reports_of(event: Mapping[str, Any], *, now: int) -> list[Report]:
    """Return what an event says about messages and addresses, at the latest as of `now` (UTC ms).

    Raises:
        ValueError: no provider that we know sends such events.
    """
    if "whatsAppWebhookEntry" in event:
        return whatsapp.reports_of(event, now=now)
    if "mail" in event:
        return ses.reports_of(event, now=now)
    if "EndpointArn" in event or event.get("Service") == "SNS":
        return push.reports_of(event, now=now)
    if "messageBody" in event or str(event.get("eventType", "")).startswith(("TEXT_", "MEDIA_")):
        return sms.reports_of(event, now=now)
    raise ValueError("an event of no provider that is known")
