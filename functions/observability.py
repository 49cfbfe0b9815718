"""Logs and counts. No line and no dimension ever carries a person's id."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import Metrics, MetricUnit

_OURS = ("functions", "model")
# At DEBUG they write down whole requests, which hold people and keys.
_TOO_TALKATIVE = ("boto3", "botocore", "s3transfer", "urllib3")


Handler = Callable[..., Any]


class Meter(Protocol):
    """Counts things that happen, by a fixed name."""

    def count(self, name: str, number: int = 1) -> None: ...

    def flushing(self, handler: Handler) -> Handler:
        """The handler, with what was counted written out when it returns."""


class CloudWatchMeter:
    """Counts through the embedded metric format: a log line that CloudWatch reads as metrics."""

    def __init__(self) -> None:
        self._metrics = Metrics(namespace="Hilo", service="hilo")

    def count(self, name: str, number: int = 1) -> None:
        self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=number)

    def flushing(self, handler: Handler) -> Handler:
        @wraps(handler)
        def flushed(*arguments: Any, **named: Any) -> Any:
            try:
                return handler(*arguments, **named)
            finally:
                if self._metrics.metric_set:  # a line for nothing would cost as much as one
                    self._metrics.flush_metrics()

        return flushed


class SilentMeter:
    """Counts nothing: for the laptop, where nobody collects."""

    def count(self, name: str, number: int = 1) -> None:
        pass

    def flushing(self, handler: Handler) -> Handler:
        return handler


def log_as_json(service: str, level: str) -> None:
    """Let our modules' loggers write one JSON object a line, with a time as Lambda wants it.

    Lambda reads `level` and `timestamp` (RFC 3339) of a line; one without is INFO to it.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    handler = logging.StreamHandler()
    handler.setFormatter(LambdaPowertoolsFormatter(service=service, use_rfc3339=True, utc=True))
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
