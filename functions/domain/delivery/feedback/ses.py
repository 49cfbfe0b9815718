"""Events that SES publishes about e-mails.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from functions.domain.delivery.feedback.report import Report, millis, part, parts, text
from functions.domain.delivery.providers import REFERENCE_TAGS
from functions.domain.nudges.insights.answers import Outcome

# Not a complaint, but its opposite: the person took the mail out of the junk folder.
_NOT_SPAM = "not-spam"
_MACHINE_WORDS = ("machine", "bot", "automated")


def reports_of(event: Mapping[str, Any], *, now: int) -> list[Report]:
    """Return what an event says at `now` (UTC ms), if it counts or suppresses."""
    kind = text(event, "eventType") or text(event, "notificationType")
    read = _READERS.get(kind)
    return [found] if read and (found := read(event, now)) else []


def _bounce(event: Mapping[str, Any], now: int) -> Report | None:
    """Only a permanent bounce says that the address is none."""
    bounce = part(event, "bounce")
    if text(bounce, "bounceType") != "Permanent":
        return None
    report = _report(event, bounce, now, "bounced")
    addresses = _addresses(bounce, "bouncedRecipients")
    return replace(report, suppresses="hard_bounce", addresses=addresses)


def _complaint(event: Mapping[str, Any], now: int) -> Report | None:
    complaint = part(event, "complaint")
    if text(complaint, "complaintFeedbackType") == _NOT_SPAM:
        return None
    report = _report(event, complaint, now, "complained")
    addresses = _addresses(complaint, "complainedRecipients")
    return replace(report, suppresses="complaint", addresses=addresses)


def _seen(name: str, outcome: Outcome) -> Callable[[Mapping[str, Any], int], Report]:
    def read(event: Mapping[str, Any], now: int) -> Report:
        found = part(event, name)
        report = _report(event, found, now, outcome)
        return replace(report, machine=_is_machine(found), user_agent=text(found, "userAgent"))

    return read


def _report(
    event: Mapping[str, Any], found: Mapping[str, Any], now: int, outcome: Outcome
) -> Report:
    at = millis(found.get("timestamp"), now=now)
    return Report("email", at, outcome, _reference(event))


def _addresses(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(text(each, "emailAddress") for each in parts(found, name))


def _is_machine(found: Mapping[str, Any]) -> bool:
    """Whether SES marks it as done by a program; its mark is any flag with such a name."""
    marked = (
        name
        for name, value in found.items()
        if any(word in name.lower() for word in _MACHINE_WORDS)
        and str(value).lower() in {"true", "yes", "1"}
    )
    return any(marked)


def _reference(event: Mapping[str, Any]) -> str:
    tags = part(part(event, "mail"), "tags")
    values = (tags.get(name) for name in REFERENCE_TAGS)
    return "".join(str(value[0]) for value in values if isinstance(value, list) and value)


_READERS: Mapping[str, Callable[[Mapping[str, Any], int], Report | None]] = {
    "Bounce": _bounce,
    "Complaint": _complaint,
    "Delivery": _seen("delivery", "delivered"),
    "Open": _seen("open", "opened"),
    "Click": _seen("click", "clicked"),
    "Subscription": _seen("subscription", "unsubscribed"),
}
