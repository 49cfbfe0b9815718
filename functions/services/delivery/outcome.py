"""Keep what became of an attempt: in the delivery, in its nudge, and in the endpoint's health."""

import logging
from collections.abc import Callable
from dataclasses import replace

from functions.domain.delivery.answer import Answer, retry_after_s
from functions.domain.delivery.delivery import Delivery, State
from functions.domain.delivery.endpoint import Endpoint, Health
from functions.domain.delivery.retry import next_attempt
from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import NudgeId
from functions.errors import NotFound
from functions.observability import Meter
from functions.ports.queue import MAX_DELAY_S, Queue
from functions.services.delivery.close import CloseNudge
from functions.services.delivery.disable import DisableEndpoint
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.storage.deliveries import DeliveryRows
from functions.storage.endpoints import EndpointRows

logger = logging.getLogger(__name__)


class RecordAnswer:
    def __init__(
        self,
        *,
        deliveries: DeliveryRows,
        endpoints: EndpointRows,
        report: ReportOutcome,
        close: CloseNudge,
        disable: DisableEndpoint,
        queue: Queue,
        meter: Meter,
        clock: Callable[[], int],
    ) -> None:
        self._deliveries = deliveries
        self._endpoints = endpoints
        self._report = report
        self._close = close
        self._disable = disable
        self._queue = queue
        self._meter = meter
        self._clock = clock

    def __call__(
        self, delivery: Delivery, endpoint: Endpoint, health: Health, answer: Answer
    ) -> None:
        """Keep an answer. The nudge comes first: its delivery stays due until all is kept.

        Raises:
            Unavailable, RevisionLost: the delivery is due again after `ATTEMPT_MS`.
        """
        self._meter.count(f"deliveries_{answer.meaning}")
        if answer.meaning == "delivered":
            self._delivered(delivery, endpoint, health, answer)
        elif answer.meaning == "gone":
            self._disable(endpoint, "gone")
            self._free(delivery, endpoint)
            self._end(delivery, "failed", "gone", answer.status)
        else:
            self._failed(delivery, endpoint, health, answer)

    def ended(self, delivery: Delivery, state: State, reason: str, *, nudge: bool = True) -> None:
        """End a delivery that is not tried any more, and with `nudge` the hand-over it is."""
        if nudge and delivery.nudge:
            self._close(delivery.nudge, reason, recalled=True)
        self._end(delivery, state, reason, delivery.status)

    def put_off(self, delivery: Delivery, reason: str, until: int) -> None:
        """Try a delivery again at `until` (UTC ms); too late for it, it ends."""
        if delivery.valid_until is not None and until >= delivery.valid_until:
            self.ended(delivery, "expired", reason)
            return
        after = replace(delivery, reason=reason, due_at=until)
        wait_s = -(-(until - self._clock()) // 1000)
        if self._deliveries.write(after) and wait_s <= MAX_DELAY_S:
            self._queue.send([{"delivery": delivery.id.text}], delay_s=max(0, wait_s))

    def _delivered(
        self, delivery: Delivery, endpoint: Endpoint, health: Health, answer: Answer
    ) -> None:
        if delivery.nudge:
            self._reported(delivery.nudge, "sent", endpoint)
        if health.failing:
            self._endpoints.put_health(endpoint.id, Health())
        self._end(delivery, "delivered", "", answer.status)

    def _failed(
        self, delivery: Delivery, endpoint: Endpoint, health: Health, answer: Answer
    ) -> None:
        now = self._clock()
        asked_s = retry_after_s(answer.retry_after, now=now)
        health = health.after_failure(now=now, retry_after_ms=(asked_s or 0) * 1000)
        self._endpoints.put_health(endpoint.id, health)
        if health.hopeless(now=now):
            self._disable(endpoint, "failing")
        reason = answer.reason or f"status_{answer.status}"
        until = next_attempt(
            delivery.attempts, now=now, seed=delivery.id.text, retry_after_s=asked_s
        )
        if until is None:
            self._meter.count("deliveries_given_up")
            self.ended(replace(delivery, status=answer.status), "failed", reason)
        else:
            self.put_off(replace(delivery, status=answer.status), reason, until)

    def _free(self, delivery: Delivery, endpoint: Endpoint) -> None:
        """A nudge that an endpoint refused at once, for good, never arrived: it is ready again."""
        if delivery.nudge is None:
            return
        if delivery.attempts == 1:
            self._reported(delivery.nudge, "not_sent", endpoint)
        else:
            self._close(delivery.nudge, "endpoint_gone", recalled=True)

    def _reported(self, nudge_id: NudgeId, outcome: Outcome, endpoint: Endpoint) -> None:
        answer = NudgeAnswer(outcome, self._clock(), f"endpoint {endpoint.id}")
        try:
            self._report(nudge_id, answer, recallable=outcome == "sent")
        except NotFound:
            logger.info("the person of a delivered nudge was erased meanwhile")

    def _end(self, delivery: Delivery, state: State, reason: str, status: int | None) -> None:
        """Write the end of a delivery; an erased person's row is not made again."""
        self._deliveries.write(delivery.ended(state, reason, status))
