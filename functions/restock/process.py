"""Take changes of the catalogue to the queue, and do the work of the queue's messages."""

import logging
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from functions.correlation import correlated, id_of_record
from functions.domain.nudges.restock.changes import low_stock, price_drop, transition
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.stock import StockLevel
from functions.observability import Meter
from functions.ports.aws.sqs_records import is_done
from functions.ports.queue import Message, Queue
from functions.restock.records import Changed, changed
from functions.services.nudges.item_news.interest_news import InterestNews
from functions.services.nudges.restock.messages import (
    NewsProgress,
    message_of_news,
    message_of_transition,
)
from functions.services.nudges.restock.waves import RestockWaves

logger = logging.getLogger(__name__)
Record = dict[str, Any]


class ProcessRestock:
    """Doing anything here twice changes nothing: steps are planned under conditions."""

    def __init__(
        self,
        *,
        queue: Queue,
        waves: RestockWaves,
        news: InterestNews,
        settings: Callable[[], NudgeSettings],
        meter: Meter,
    ) -> None:
        self._queue = queue
        self._waves = waves
        self._news = news
        self._settings = settings
        self._meter = meter

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Process a batch of the Catalog table's stream, or of the queue.

        The answer lists the messages of the queue that have to be handed over again.

        Raises:
            Unavailable: a batch of the stream has to be sent again as a whole.
        """
        records = event["Records"]
        if records and "dynamodb" in records[0]:
            self._catalogue_changed(records)
            return {"batchItemFailures": []}
        failed = [record["messageId"] for record in records if not is_done(record, self.work)]
        if failed:
            self._meter.count("restock_messages_failed", len(failed))
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

    def work(self, message: Message) -> None:
        """Do the work of one message of the queue.

        Raises:
            ValueError: it is no message of this queue.
            Unavailable, RevisionLost: it has to be handed over again.
        """
        if "reason" in message:
            self._news(message)
        else:
            self._waves(message)

    def _catalogue_changed(self, records: Iterable[Record]) -> None:
        settings = self._settings()
        for cause, caused in groupby(records, key=id_of_record):
            with correlated(cause):
                messages = [
                    message
                    for record in caused
                    for change in self._readable(record)
                    for message in _messages(change, settings)
                ]
                if messages:
                    self._queue.send(messages)

    def _readable(self, record: Record) -> list[Changed]:
        """What a record says; one that cannot be read is left out, as sending it again is in vain.

        The next write of the same row is a record of its own.
        """
        try:
            return [changed(record)]
        except (KeyError, ValueError, TypeError):
            logger.exception("a change of the catalogue that cannot be read")
            self._meter.count("restock_messages_failed")
            return []


def _messages(change: Changed, settings: NudgeSettings) -> Iterable[Message]:
    """What a change is worth, of the kinds that are on."""
    before, after = change.before, change.after
    if isinstance(after, StockLevel):
        level = before if isinstance(before, StockLevel) else None
        back = transition(after) if settings.kind("restock").on else None
        if back:
            yield message_of_transition(back)
        news = low_stock(level, after, settings)
    else:
        news = price_drop(None if isinstance(before, StockLevel) else before, after, settings)
    if news and settings.kind(news.reason).on:
        yield message_of_news(NewsProgress(news))
