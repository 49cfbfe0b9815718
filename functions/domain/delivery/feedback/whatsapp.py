"""What Meta reports of WhatsApp messages, as AWS End User Messaging Social passes it on.

https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.delivery.feedback.report import Report, millis, part, parts, text
from functions.domain.delivery.feedback.stop import asks_to_stop

# Meta's codes: the number has no WhatsApp; the person stopped the shop's marketing messages.
_NO_WHATSAPP, _STOPPED = 131_026, 131_050


def reports_of(event: Mapping[str, Any], *, now: int) -> list[Report]:
    """Return what an event says at `now` (UTC ms), if it counts or suppresses.

    Raises:
        ValueError: Meta's entry is no JSON.
    """
    entry: Any = json.loads(text(event, "whatsAppWebhookEntry"))
    return [
        report
        for change in parts(entry, "changes")
        for report in _of_change(part(change, "value"), now)
    ]


def _of_change(value: Mapping[str, Any], now: int) -> Iterator[Report]:
    for status in parts(value, "statuses"):
        yield from _of_status(status, now)
    for message in parts(value, "messages"):
        if asks_to_stop(_text_of(message)):
            yield _stop(text(message, "from"), millis(message.get("timestamp"), now=now))
    for wish in parts(value, "user_preferences"):
        if text(wish, "value") == "stop":
            yield _stop(text(wish, "wa_id"), millis(wish.get("timestamp"), now=now))


def _of_status(status: Mapping[str, Any], now: int) -> Iterator[Report]:
    at = millis(status.get("timestamp"), now=now)
    reference = text(status, "biz_opaque_callback_data")
    number = _number(text(status, "recipient_id"))
    codes = {error.get("code") for error in parts(status, "errors")}
    match text(status, "status"):
        case "delivered":
            yield Report("whatsapp", at, "delivered", reference)
        case "read":
            yield Report("whatsapp", at, "opened", reference)
        case "failed" if _STOPPED in codes:
            yield Report(
                "whatsapp", at, "unsubscribed", reference, suppresses="stop", addresses=(number,)
            )
        case "failed" if _NO_WHATSAPP in codes:
            yield Report(
                "whatsapp", at, "bounced", reference, suppresses="hard_bounce", addresses=(number,)
            )


def _text_of(message: Mapping[str, Any]) -> str:
    """What a person wrote, or the text of the button that they pressed."""
    interactive = part(message, "interactive")
    return (
        text(part(message, "text"), "body")
        or text(part(message, "button"), "text")
        or text(part(interactive, "button_reply"), "title")
    )


def _stop(number: str, at: int) -> Report:
    return Report("whatsapp", at, suppresses="stop", addresses=(_number(number),))


def _number(wa_id: str) -> str:
    """Meta writes numbers without their plus."""
    return wa_id if wa_id.startswith("+") else f"+{wa_id}"
