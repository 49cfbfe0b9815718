"""Logs and counts. No line and no dimension ever carries a person's id."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property, wraps
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Protocol

from functions.correlation import current_id

if TYPE_CHECKING:
    from aws_lambda_powertools.metrics import Metrics

_OURS = ("functions", "model")
# At DEBUG they write down whole requests, which hold people and keys.
_TOO_TALKATIVE = ("boto3", "botocore", "s3transfer", "urllib3")


# Its packages import each other: two threads at once would see one that is half imported.
_IMPORT_OF_POWERTOOLS = RLock()

Handler = Callable[..., Any]


class Meter(Protocol):
    """Counts things that happen, by a fixed name."""

    def count(self, name: str, number: int = 1) -> None: ...

    def flushing(self, handler: Handler) -> Handler:
        """The handler, with what was counted written out when it returns."""


# Counted at every request: a line for each would cost more than the function's own time.
_MAY_WAIT = frozenset({"events_stored", "recommendations"})
_WAIT_S = 60


class CloudWatchMeter:
    """Counts through the embedded metric format: a log line that CloudWatch reads as metrics.

    A line is written when a call ends; what is counted at every request waits for it up to a
    minute. An instance that ends within that minute takes those counts with it, and no others.
    `stack` is the metrics' only dimension: stacks of one account have their own alarms.
    """

    def __init__(self, stack: str, now_s: Callable[[], float] = time.monotonic) -> None:
        self._stack = stack
        self._counts: Counter[str] = Counter()
        self._counting = Lock()
        self._now_s = now_s
        self._due_at = now_s()

    def count(self, name: str, number: int = 1) -> None:
        with self._counting:  # the API's threads count side by side
            self._counts[name] += number

    def flushing(self, handler: Handler) -> Handler:
        @wraps(handler)
        def flushed(*arguments: Any, **named: Any) -> Any:
            try:
                return handler(*arguments, **named)
            finally:
                if self._counts.keys() - _MAY_WAIT or self._now_s() >= self._due_at:
                    self._flush()

        return flushed

    def _flush(self) -> None:
        self._due_at = self._now_s() + _WAIT_S
        with self._counting:
            counts, self._counts = self._counts, Counter()
        for name, number in counts.items():
            self._metrics.add_metric(name=name, unit="Count", value=number)
        if counts:
            self._metrics.flush_metrics()

    @cached_property
    def _metrics(self) -> "Metrics":
        with _IMPORT_OF_POWERTOOLS:
            from aws_lambda_powertools.metrics import Metrics

        return Metrics(namespace="Hilo", service=self._stack)


class SilentMeter:
    """Counts nothing: on the laptop no metrics are collected."""

    def count(self, name: str, number: int = 1) -> None:
        pass

    def flushing(self, handler: Handler) -> Handler:
        return handler


class _JsonLines(logging.Formatter):
    """Powertools' formatter, made for the first line: most first requests write none."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        return self._powertools.format(record)

    @cached_property
    def _powertools(self) -> logging.Formatter:
        with _IMPORT_OF_POWERTOOLS:
            from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

        return LambdaPowertoolsFormatter(service=self._service, use_rfc3339=True, utc=True)


def log_as_json(service: str, level: str) -> None:
    """Let our modules' loggers write one JSON object a line, with a time as Lambda wants it.

    Lambda reads `level` and `timestamp` (RFC 3339) of a line; one without is INFO to it.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines(service))
    handler.addFilter(_with_correlation_id)
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def _with_correlation_id(record: logging.LogRecord) -> bool:
    """Give a line the id that all lines of its cause share."""
    if found := current_id():
        record.correlation_id = found
    return True
