"""Take what changed to the queue, do the work of the queue's messages, and look for what is due."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from functions.correlation import correlated, id_of_record
from functions.delivery.provider_reports import ProcessFeedback, is_report
from functions.delivery.records import (
    Record,
    conversion_of,
    nudge_of,
    preferences_of,
    ready_at,
    seen_at,
    sk_of,
)
from functions.domain.delivery.delivery import DeliveryId
from functions.domain.delivery.routes import PULL
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.observability import Meter
from functions.ports.aws.sqs_records import is_done
from functions.ports.queue import MAX_DELAY_S, Message, Queue
from functions.services.delivery.attempt import AttemptDelivery
from functions.services.delivery.audience_notices import audience_notices
from functions.services.delivery.due import FindDue
from functions.services.delivery.notices import Notice, Notify
from functions.services.delivery.nudge_notices import conversion_notice, nudge_notices
from functions.services.delivery.published_model import NotifyOfModel
from functions.services.delivery.send_confirmations import SendConfirmations
from functions.services.delivery.start import StartNudge
from functions.storage.keys import nudge_keys, person_keys

logger = logging.getLogger(__name__)
# The alarm is on this one.
FAILED = "delivery_messages_failed"


class FollowUps(NamedTuple):
    """What follows from a change: notices, and a nudge to start after some seconds."""

    notices: list[Notice]
    start: tuple[NudgeId, int] | None = None


class ProcessDelivery:
    """Doing anything here twice changes nothing, but that an endpoint may get the same id again."""

    def __init__(
        self,
        *,
        start: StartNudge,
        attempt: AttemptDelivery,
        find_due: FindDue,
        send_confirmations: SendConfirmations,
        notify: Notify,
        notify_of_model: NotifyOfModel,
        take_reports: ProcessFeedback,
        settings: Callable[[], NudgeSettings],
        queue: Queue,
        pool: Executor,
        meter: Meter,
        clock: Callable[[], int],
    ) -> None:
        self._start = start
        self._attempt = attempt
        self._find_due = find_due
        self._send_confirmations = send_confirmations
        self._notify = notify
        self._notify_of_model = notify_of_model
        self._take_reports = take_reports
        self._settings = settings
        self._queue = queue
        self._pool = pool
        self._meter = meter
        self._clock = clock

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Process a batch of the stream or of the queue, or the schedule's call.

        The answer lists the messages of the queue that have to be handed over again.

        Raises:
            Unavailable, RevisionLost: the batch of the stream has to be sent again as a whole.
        """
        if "Records" not in event:
            found = {"due": self._find_due(), "confirmations": self._send_confirmations()}
            self._notify_of_model()
            return found
        records = event["Records"]
        if records and "dynamodb" in records[0]:
            self.changed(records)
            return {"batchItemFailures": []}
        reports = [record for record in records if is_report(record)]
        messages = [record for record in records if not is_report(record)]
        done = self._pool.map(partial(is_done, work=self.work), messages)
        failed = [r["messageId"] for r, well in zip(messages, done, strict=True) if not well]
        if failed:
            self._meter.count(FAILED, len(failed))
        not_taken = self._take_reports({"Records": reports})["batchItemFailures"]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed] + not_taken}

    def work(self, message: Message) -> None:
        """Do the work of one message of the queue.

        Raises:
            ValueError: it is no message of this queue.
            Unavailable, RevisionLost: it has to be handed over again.
        """
        if "nudge" in message:
            self._start(NudgeId.from_text(message["nudge"]))
        elif "delivery" in message:
            self._attempt(DeliveryId.from_text(message["delivery"]))
        else:
            raise ValueError("no message of the delivery queue")

    def changed(self, records: Sequence[Record]) -> None:
        """Start what became ready, and make the notices of what changed, under the cause's id."""
        settings = self._settings()
        for cause, caused in groupby(records, key=id_of_record):
            with correlated(cause):
                self._follow(list(caused), settings)

    def _follow(self, records: Sequence[Record], settings: NudgeSettings) -> None:
        found = [self._follow_ups(record, settings) for record in records]
        self._notify([notice for each in found for notice in each.notices])
        for each in found:
            if each.start:
                nudge_id, wait_s = each.start
                self._queue.send([{"nudge": nudge_id.text}], delay_s=wait_s)

    def _follow_ups(self, record: Record, settings: NudgeSettings) -> FollowUps:
        """Those of a record; one that cannot be read has none, as later tries do not help."""
        sk, at = sk_of(record), seen_at(record)
        try:
            if sk.startswith(nudge_keys.NUDGE):
                before, nudge = nudge_of(record)
                start = self._start_of(nudge, record, settings)
                return FollowUps(nudge_notices(before, nudge, settings, at), start)
            if sk.startswith(nudge_keys.CONVERSION):
                person, found, key, rev = conversion_of(record)
                return FollowUps([conversion_notice(person, found, key=key, rev=rev)])
            if sk == person_keys.PREFERENCES:
                person, old, new, rev = preferences_of(record)
                return FollowUps(audience_notices(person, old, new, rev=rev, at=at))
        except (KeyError, ValueError, TypeError):
            logger.exception("a change that cannot be read")
            self._meter.count(FAILED)
        return FollowUps([])

    def _start_of(
        self, nudge: Nudge, record: Record, settings: NudgeSettings
    ) -> tuple[NudgeId, int] | None:
        """The nudge to start, and in how many seconds; None if it does not start from here."""
        channel = nudge.channel
        if nudge.state != "ready" or channel is None or channel == ON_SITE:
            return None
        wait_s = max(0, -(-(ready_at(record) - self._clock()) // 1000))
        sent = settings.route(channel) != PULL and wait_s <= MAX_DELAY_S
        return (nudge.id, wait_s) if sent else None
