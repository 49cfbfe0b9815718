"""Receivers of webhooks and of the event bus: they check what comes, answer, or do not.

An endpoint answers well, fails for a while, is gone, or never answers in time. It knows the secrets
that the shop was shown, and takes a new one into use some time after a rotation.
"""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from functions.ports.webhooks import WebAnswer
from local.simulate.environment.chance import drawn
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import Attempt, AttemptAnswer, History

BUS = "bus"
_TIME_OUT_MS = 15_000
_LATE_MS = 9_000
_OLDEST_S = 300
_NEW_SECRET_AFTER_MS = 6 * 3_600_000
_PREFIX = "whsec_"
_STATUS: Mapping[AttemptAnswer, int] = {
    "taken": 200, "taken late": 200, "error": 500, "moved": 301, "too many": 429,
    "too many, later": 429, "gone": 410,
}  # fmt: skip
_SHARES: tuple[tuple[float, AttemptAnswer], ...] = (
    (0.12, "error"),
    (0.04, "moved"),
    (0.06, "too many"),
    (0.06, "too many, later"),
    (0.06, "hangs"),
    (0.08, "taken, no answer"),
    (0.08, "taken late"),
)
_RETRY_AFTER_S = 240
TAKEN = frozenset({"taken", "taken late", "taken, no answer"})
Came = Callable[[Attempt, Mapping[str, Any]], None]
"""Takes what came to a receiver, with the body's data, whatever the receiver answers."""


@dataclass
class _Secrets:
    """`now` is in use until `since` (UTC ms), and `then` from that time on."""

    now: str = ""
    then: str = ""
    since: int = 0

    def at(self, time: int) -> str:
        return self.then if time >= self.since else self.now


class WebhookReceivers:
    """The port by which the system posts webhooks; `came` gets what reaches a receiver."""

    def __init__(self, around: Surroundings, history: History, came: Came) -> None:
        self._around = around
        self._history = history
        self._came = came
        self._secrets: dict[str, _Secrets] = {}
        self.failing: dict[str, int | None] = {}
        """The status that an endpoint answers everything with now, if it fails."""

    def shown(self, endpoint: str, secret: bytes) -> None:
        """The shop was shown a secret: the first is in use at once, a later one after a while."""
        text, now = _PREFIX + b64encode(secret).decode(), self._around.kernel.now
        known = self._secrets.get(endpoint)
        if known is None:
            self._secrets[endpoint] = _Secrets(then=text)
            return
        after = Random(f"{self._around.seed}/secret/{now}").randrange(_NEW_SECRET_AFTER_MS)  # noqa: S311
        self._secrets[endpoint] = _Secrets(known.at(now), text, now + after)

    def forget(self, endpoint: str) -> None:
        """The shop deleted an endpoint: another of this name has a secret of its own."""
        self._secrets.pop(endpoint, None)

    def refusal(self, url: str) -> str | None:  # noqa: ARG002 every address here may be posted to
        return None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebAnswer:
        """Let the receiver of an address take a message, or not; the caller may end meanwhile."""
        endpoint, now = url.rpartition("/")[2], self._around.kernel.now
        self._around.faults.point("webhook: before it was sent")
        attempt = self._attempt(now, endpoint, headers["webhook-id"], body.decode(), headers)
        self._around.faults.point("webhook: after it was sent")
        return self._answered(attempt.answer)

    def put(self, event_type: str, event: str) -> str | None:  # noqa: ARG002 it is in the event
        """As the event bus: take an event, or give the reason why not."""
        now = self._around.kernel.now
        self._around.faults.point("bus: before it was sent")
        attempt = self._attempt(now, BUS, json.loads(event)["id"], event, None)
        self._around.faults.point("bus: after it was sent")
        answer = self._answered(attempt.answer)
        return None if answer.status == _STATUS["taken"] else answer.reason or "Throttling"

    def _attempt(
        self,
        now: int,
        endpoint: str,
        message_id: str,
        text: str,
        headers: Mapping[str, str] | None,
    ) -> Attempt:
        body = json.loads(text)
        attempt = Attempt(
            endpoint=endpoint,
            message_id=message_id,
            type=body["type"],
            at=now,
            answer=self._drawn(endpoint, message_id),
            verified=headers is None or self._verified(endpoint, headers, text.encode()),
            nudge=body["data"].get("nudge_id"),
            body=text,
        )
        self._history.attempts.append(attempt)
        channel = "bus" if endpoint == BUS else "webhook"
        self._around.counts[f"{channel}: {attempt.answer}"] += 1
        if attempt.answer in TAKEN:
            self._around.counts[f"event: {attempt.type}"] += 1
        self._came(attempt, body["data"])
        return attempt

    def _drawn(self, endpoint: str, message_id: str) -> AttemptAnswer:
        if failing := self.failing.get(endpoint):
            return "gone" if failing == _STATUS["gone"] else "error"
        if not self._around.faults.on:
            return "taken"
        random = Random(f"{self._around.seed}/{endpoint}/{message_id}/{self._around.kernel.now}")  # noqa: S311
        answer = drawn(random, _SHARES, "taken")
        return answer if endpoint != BUS or answer in TAKEN else "error"

    def _answered(self, answer: AttemptAnswer) -> WebAnswer:
        kernel = self._around.kernel
        if answer in {"hangs", "taken, no answer"}:
            kernel.sleep(_TIME_OUT_MS)
            return WebAnswer(None, "timeout")
        if answer == "taken late":
            kernel.sleep(_LATE_MS)
        later = str(_RETRY_AFTER_S) if answer == "too many, later" else None
        return WebAnswer(_STATUS[answer], "", later)

    def _verified(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a signature is by the secret in use, and young (Standard Webhooks 1.0)."""
        at, known = headers["webhook-timestamp"], self._secrets[endpoint]
        secret = b64decode(known.at(self._around.kernel.now).removeprefix(_PREFIX))
        signed = f"{headers['webhook-id']}.{at}.".encode() + body
        own = b64encode(hmac.new(secret, signed, sha256).digest()).decode()
        young = abs(int(at) - self._around.kernel.now // 1000) < _OLDEST_S
        return young and f"v1,{own}" in headers["webhook-signature"].split()
