"""What providers report about messages, through the function that takes their feedback."""

import json
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

from functions.delivery.provider_reports import ProcessFeedback
from functions.delivery.reports_wiring import process_feedback
from functions.domain.delivery.providers import REFERENCE_KEY, REFERENCE_TAGS
from functions.domain.nudges.nudge import Nudge
from functions.errors import Unavailable
from functions.ports.channel_sender import Message
from local.simulate.environment.chance import drawn
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.queue import Queue
from local.simulate.environment.receivers import Receivers
from local.simulate.environment.world import FEEDBACK_TOPIC, World
from local.simulate.history import History, Input, Reported
from local.simulate.steps import Suppress

_LATE_MS = 600_000
_AGAIN_MS = 60_000
_TAG_LENGTH = 256
_ENDS: tuple[tuple[float, str], ...] = (
    (0.33, "delivered"),
    (0.10, "bounced"),
    (0.10, "complained"),
    (0.12, "scanned"),
    (0.12, "clicked"),
    (0.06, "stop"),
    (0.17, "by link"),
)
"""Shares by what becomes of a message; of `by link` its receiver decides."""
_SES = {
    "delivered": ("Delivery", "delivery", {}),
    "bounced": ("Bounce", "bounce", {"bounceType": "Permanent"}),
    "complained": ("Complaint", "complaint", {"complaintFeedbackType": "abuse"}),
    "scanned": ("Open", "open", {"isMachine": "true"}),
    "clicked": ("Click", "click", {}),
}
_SMS = {"delivered": "TEXT_DELIVERED", "bounced": "TEXT_INVALID"}


class ProviderReports:
    def __init__(self, world: World, history: History, receivers: Receivers) -> None:
        self._world = world
        self._kernel = world.kernel
        self._counts = world.around.counts
        self._history = history
        self._receivers = receivers
        self._bodies: dict[str, tuple[dict[str, Any], Reported | None, Suppress | None]] = {}
        self._idle: list[ProcessFeedback] = []
        self._queue = Queue(
            "feedback",
            world.around,
            consumer=self._process,
            gave_up=lambda body, _: history.notes.append(f"a provider's report was lost: {body}"),
            tries=40,
        )

    def sent(self, nudge: Nudge, message: Message, random: Random) -> None:
        """Let something become of a message that a provider took."""
        end = drawn(random, _ENDS, "delivered")
        event = _event(nudge.channel or "", end, message, self._kernel.now)
        if event is None:
            self._receivers.read(nudge, random)
            return
        after = 1 + random.randrange(_LATE_MS)
        body = partial(self._happens, nudge, end, message)
        self._kernel.start(f"provider reports {end} {nudge.id.text}", body, after=after)

    def _happens(self, nudge: Nudge, end: str, message: Message) -> None:
        now = self._kernel.now
        event = _event(nudge.channel or "", end, message, now)
        reported = Reported(nudge.id.text, end, now, now, "unsure")
        suppressed = None
        if end in {"bounced", "complained", "stop"}:
            suppressed = Suppress(
                number=0, at=0, channel=nudge.channel or "", address=message.address
            )
        body = json.dumps(event)
        self._bodies[body] = (event or {}, reported, suppressed)
        self._send(body)

    def _send(self, body: str) -> None:
        """Hand a report to the queue; a provider that got no answer sends it again."""
        try:
            self._queue.send(body)
        except Crashed:
            name = f"provider sends again {self._kernel.now}"
            self._kernel.start(name, partial(self._send, body), after=_AGAIN_MS)

    def _process(self, body: str) -> None:
        instance = self._idle.pop() if self._idle else process_feedback(self._world.services)
        _, reported, suppressed = self._bodies[body]
        began = self._kernel.now
        envelope = json.dumps({"TopicArn": FEEDBACK_TOPIC, "Message": body})
        answer = instance({"Records": [{"messageId": "1", "body": envelope}]})
        if answer["batchItemFailures"]:
            raise Unavailable("the report comes again")
        self._idle.append(instance)
        self._noted(reported, suppressed, began)

    def _noted(self, reported: Reported | None, suppressed: Suppress | None, began: int) -> None:
        now = self._kernel.now
        if reported is None:
            return
        self._counts[f"provider reports: {reported.outcome}"] += 1
        self._history.reports.append(
            Reported(reported.id, reported.outcome, reported.began, now, "done")
        )
        if suppressed:
            self._history.inputs.append(Input(suppressed, began, now, "done"))


def _event(channel: str, end: str, message: Message, now: int) -> dict[str, Any] | None:
    """The event as the channel's provider publishes it; None where it has none of this."""
    if channel == "email" and end in _SES:
        return _of_ses(end, message, now)
    if channel != "sms":
        return None
    if end == "stop":
        return {"messageBody": "STOP", "originationNumber": message.address}
    if end not in _SMS:
        return None
    return {
        "eventType": _SMS[end],
        "eventTimestamp": now,
        "destinationPhoneNumber": message.address,
        "context": {REFERENCE_KEY: message.reference},
    }


def _of_ses(end: str, message: Message, now: int) -> dict[str, Any]:
    name, part, more = _SES[end]
    reference = message.reference
    values = (reference[:_TAG_LENGTH], reference[_TAG_LENGTH:])
    tags = {tag: [value] for tag, value in zip(REFERENCE_TAGS, values, strict=True) if value}
    stamp = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="milliseconds")
    recipients = {
        "bounced": {"bouncedRecipients": [{"emailAddress": message.address}]},
        "complained": {"complainedRecipients": [{"emailAddress": message.address}]},
    }.get(end, {})
    return {
        "eventType": name,
        "mail": {"tags": tags},
        part: {"timestamp": stamp, **more, **recipients},
    }
