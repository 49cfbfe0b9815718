"""One attempt to deliver one event to one endpoint, and what follows from its answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from functions.domain.delivery.delivery import Delivery, DeliveryId
from functions.domain.delivery.endpoint import Endpoint, Health
from functions.domain.nudges.guards.case import Verdict
from functions.services.delivery.nudge_message import BuildNudgeMessage
from functions.services.delivery.outcome import RecordAnswer
from functions.services.delivery.recheck import Recheck
from functions.services.delivery.send import OutgoingEvent, SendEvent
from functions.services.nudges.hand_over.claim import CHECK_HOLDS_MS, Claimed
from functions.storage.deliveries import DeliveryRows
from functions.storage.endpoints import EndpointRows

logger = logging.getLogger(__name__)
_CHECKS = 3
_SOON_MS = 5_000
# What waited for one endpoint together is tried again over so long.
_SPREAD_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Target:
    endpoint: Endpoint
    health: Health


class AttemptDelivery:
    def __init__(
        self,
        *,
        deliveries: DeliveryRows,
        endpoints: EndpointRows,
        recheck: Recheck,
        build: BuildNudgeMessage,
        send: SendEvent,
        record: RecordAnswer,
        clock: Callable[[], int],
    ) -> None:
        self._deliveries = deliveries
        self._endpoints = endpoints
        self._recheck = recheck
        self._build = build
        self._send = send
        self._record = record
        self._clock = clock

    def __call__(self, delivery_id: DeliveryId) -> None:
        """Try a delivery that is due; one that is not, or ended, stays as it is.

        Raises:
            Unavailable, RevisionLost: it stays due, and is tried again.
        """
        delivery = self._deliveries.find([delivery_id]).get(delivery_id)
        if delivery is None or delivery.state != "waiting" or delivery.due_at > self._clock():
            return
        target = self._target(delivery)
        if target is None:
            return
        if delivery.nudge is None:
            self._send_notice(delivery, target)
        else:
            self._send_nudge(delivery, target, None)

    def first(self, delivery: Delivery, claimed: Claimed) -> None:
        """Make the first attempt of a delivery that the claim of its nudge has just written.

        Raises:
            Unavailable, RevisionLost: it is due again after `ATTEMPT_MS`.
        """
        target = self._target(delivery)
        if target:
            self._send_nudge(delivery, target, claimed)

    def _target(self, delivery: Delivery) -> _Target | None:
        """The endpoint, if anything may be sent to it now; else the delivery waits or ends."""
        now = self._clock()
        endpoint, health = self._endpoints.find(delivery.id.endpoint)
        if endpoint is None:
            self._record.ended(delivery, "cancelled", "endpoint_deleted")
        elif not endpoint.enabled:
            self._record.ended(delivery, "failed", "endpoint_disabled")
        elif health.paused_until > now:
            spread = crc32(delivery.id.text.encode()) % _SPREAD_MS
            self._record.put_off(delivery, "endpoint_paused", health.paused_until + spread)
        else:
            return _Target(endpoint, health)
        return None

    def _send_notice(self, delivery: Delivery, target: _Target) -> None:
        taken = self._deliveries.write(delivery.tried(now=self._clock()))
        if taken:
            self._sent(taken, target, taken.data)

    def _send_nudge(self, delivery: Delivery, target: _Target, claimed: Claimed | None) -> None:
        """Check the nudge, make its message, and send it at most two seconds after the check."""
        assert delivery.nudge is not None  # noqa: S101 by the caller
        is_written = claimed is not None  # by the claim
        for _ in range(_CHECKS):
            if claimed is None:
                found = self._recheck(delivery.nudge)
                if not isinstance(found, Claimed):
                    self._refused(delivery, found)
                    return
                claimed = found
                if not self._open(delivery, claimed):
                    return
            data = self._build(claimed)
            if not is_written:
                written = self._deliveries.write(delivery.tried(now=self._clock()))
                if written is None:
                    return
                delivery, is_written = written, True
            if self._clock() - claimed.facts.read_at <= CHECK_HOLDS_MS:
                self._sent(delivery, target, data)
                return
            claimed = None
        self._record.put_off(delivery, "slow_storage", self._clock() + _SOON_MS)

    def _open(self, delivery: Delivery, claimed: Claimed) -> bool:
        """Whether a nudge may still be sent; its delivery ends with it if not."""
        nudge = claimed.nudge
        if nudge.state == "sent" and not delivery.replayed:
            self._record.ended(delivery, "delivered", "reported", nudge=False)
            return False
        if nudge.recalled or nudge.state not in {"sending", "unknown", "sent"}:
            self._record.ended(delivery, "cancelled", nudge.recalled or nudge.state, nudge=False)
            return False
        if delivery.valid_until is not None and self._clock() >= delivery.valid_until:
            self._record.ended(delivery, "expired", "too_late")
            return False
        return True

    def _refused(self, delivery: Delivery, verdict: Verdict) -> None:
        until = max(verdict.until, self._clock() + _SOON_MS)
        if verdict.outcome == "hold" and until < (delivery.valid_until or 0):
            self._record.put_off(delivery, verdict.reason, until)
        else:
            self._record.ended(delivery, "cancelled", verdict.reason)

    def _sent(self, delivery: Delivery, target: _Target, data: Any) -> None:
        own = delivery.id
        event = OutgoingEvent(own.message_id, delivery.type, delivery.created_at, data)
        self._record(delivery, target.endpoint, target.health, self._send(target.endpoint, event))
