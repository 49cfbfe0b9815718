"""Read messages of the queue that providers sent, and act on what each one reports.

Providers publish to one SNS topic, whose policy lets in AWS's own services for this account alone.
The topic delivers to the queue, whose policy lets in that topic alone. So no one else's event
comes here, and no signature is checked: AWS checks who calls.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from functions.domain.delivery.feedback.events import reports_of
from functions.domain.delivery.feedback.report import millis
from functions.errors import HiloError
from functions.observability import Meter
from functions.services.delivery.take_feedback import TakeFeedback

logger = logging.getLogger(__name__)


def is_report(record: Mapping[str, Any]) -> bool:
    """Whether a message of the queue came from a topic: our own messages name no topic."""
    try:
        return "TopicArn" in json.loads(record["body"])
    except (ValueError, TypeError):
        return False


class ProcessFeedback:
    def __init__(
        self, take: TakeFeedback, meter: Meter, topic: str, clock: Callable[[], int]
    ) -> None:
        self._take = take
        self._meter = meter
        self._topic = topic
        self._clock = clock

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Process a batch of SQS; return the messages that are to come again.

        What no version of Hilo can read ends in the dead-letter queue, with this reason in the log.
        """
        failed = [record["messageId"] for record in event["Records"] if not self._done(record)]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

    def _done(self, record: Mapping[str, Any]) -> bool:
        try:
            envelope = self._envelope(record)
            # What names no time of its own happened when it was published, however late it comes.
            at = millis(envelope.get("Timestamp"), now=self._clock())
            for report in reports_of(_published(envelope), now=at):
                self._take(report)
        except (HiloError, ValueError, TypeError, KeyError) as fault:
            self._meter.count("feedback_failed")
            logger.warning("a report of a provider was not taken: %s", type(fault).__name__)
            return False
        return True

    def _envelope(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """The envelope of SNS, out of that of SQS."""
        envelope: Any = json.loads(record["body"])
        if envelope["TopicArn"] != self._topic:
            raise ValueError("of another topic")
        found: Mapping[str, Any] = envelope
        return found


def _published(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a provider published."""
    found: Any = json.loads(envelope["Message"])
    if not isinstance(found, Mapping):
        raise TypeError("no object")
    return found
