"""Lambda's event source mapping: filter, call, and retry from the first failure.

The rules are those of an event source mapping with `ReportBatchItemFailures` and
`BisectBatchOnFunctionError`. Source: "Using Lambda with DynamoDB", AWS Lambda Developer Guide.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.event_filter import EventFilter

Record = Mapping[str, Any]
Handler = Callable[[dict[str, Any]], Mapping[str, Any] | None]

FIRST_PAUSE = 0.05  # seconds, doubled at each retry
LOG = logging.getLogger(__name__)


class EventSourceMapping:
    """Hands records to one function, in order, and what it never takes to `on_failure`.

    Args:
        handler: called with `{"Records": […]}`; its `batchItemFailures` are honoured.
        on_failure: called with the records that failed for good.
        filters: patterns as in the template's `FilterCriteria`, decoded; any of them lets pass.
        retries: of one record alone; to split a batch costs none, as on AWS.
        pause: waits so many seconds before a retry; `Event.wait` lets a shutdown cut it short.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        on_failure: Callable[[Sequence[Record]], None],
        filters: Sequence[Mapping[str, Any]] = (),
        retries: int = 5,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._handler = handler
        self._on_failure = on_failure
        self._filter = EventFilter(filters)
        self._retries = retries
        self._pause = pause

    def deliver(self, records: Sequence[Record]) -> None:
        """Return when each record was taken, filtered out or handed to `on_failure`."""
        wanted = [record for record in records if self._filter.passes(record)]
        waiting = [(wanted, 0)] if wanted else []  # a stack: the next batch is at the end
        while waiting:
            batch, retried = waiting.pop()
            failed = self._first_failed(batch)
            if failed is not None:
                waiting += self._again(batch, failed, retried)

    def _again(
        self, batch: list[Record], failed: int, retried: int
    ) -> list[tuple[list[Record], int]]:
        rest = batch[failed:]
        if failed:
            return [(rest, retried)]
        if len(rest) > 1:
            middle = len(rest) // 2
            return [(rest[middle:], retried), (rest[:middle], retried)]
        if retried < self._retries:
            self._pause(FIRST_PAUSE * 2**retried)
            return [(rest, retried + 1)]
        self._on_failure(rest)
        return []

    def _first_failed(self, batch: list[Record]) -> int | None:
        try:
            answer = self._handler({"Records": batch})
        except Exception:  # whatever a function throws fails its batch, as in Lambda
            LOG.exception("the function failed on a batch of %d records", len(batch))
            return 0
        failures = (answer or {}).get("batchItemFailures") or []
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        try:
            return min((numbers.index(one["itemIdentifier"]) for one in failures), default=None)
        except (KeyError, ValueError):  # a failure that names no record of the batch fails it all
            return 0
