"""Queues on AWS: SQS, whose event source mapping wakes the function."""

import json
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from functions.ports.aws.batch_calls import Entry, Sleep, entries_of, send_all
from functions.ports.queue import Message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    def __init__(self, client: "SQSClient", url: str, sleep: Sleep = time.sleep) -> None:
        self._client = client
        self._url = url
        self._sleep = sleep

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        def entry(message: Message) -> Entry:
            return {"MessageBody": json.dumps(message), "DelaySeconds": delay_s}

        send_all([*entries_of(messages, entry)], self._send, sleep=self._sleep)

    def _send(self, entries: Any) -> Any:
        return self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
