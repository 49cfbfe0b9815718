"""A topic that wakes a function at once; a queue would be asked for messages all the time."""

import json
import time
from collections.abc import Sequence
from typing import Any

from functions.ports.aws.batch_calls import Entry, Sleep, entries_of, send_all
from functions.ports.queue import Message


class SnsTopic:
    """Each message is one run of each function that is subscribed."""

    def __init__(self, client: Any, arn: str, sleep: Sleep = time.sleep) -> None:
        self._client = client
        self._arn = arn
        self._sleep = sleep

    def publish(self, messages: Sequence[Message]) -> None:
        def entry(message: Message) -> Entry:
            return {"Message": json.dumps(message)}

        send_all([*entries_of(messages, entry)], self._publish, sleep=self._sleep)

    def _publish(self, entries: Any) -> Any:
        return self._client.publish_batch(TopicArn=self._arn, PublishBatchRequestEntries=entries)
