"""Queues on AWS: SQS, whose event source mapping wakes the function."""

import json
import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.correlation import message_attributes
from functions.errors import Unavailable
from functions.ports.queue import Message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_BATCH = 10  # SendMessageBatch's limit
_TRIES = 4


class SqsQueue:
    def __init__(
        self, client: "SQSClient", url: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._url = url
        self._sleep = sleep

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        for start in range(0, len(messages), _BATCH):
            self._send(
                [
                    {
                        "Id": str(n),
                        "MessageBody": json.dumps(message),
                        "DelaySeconds": delay_s,
                        "MessageAttributes": message_attributes(),
                    }
                    for n, message in enumerate(messages[start : start + _BATCH])
                ]
            )

    def _send(self, entries: "list[SendMessageBatchRequestEntryTypeDef]") -> None:
        """Send a batch; what SQS does not take is sent again with jittered back-off."""
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311 jitter, no secret
            entries = self._not_taken(entries)
            if not entries:
                return
        raise Unavailable(f"SQS did not take {len(entries)} messages")

    def _not_taken(
        self, entries: "list[SendMessageBatchRequestEntryTypeDef]"
    ) -> "list[SendMessageBatchRequestEntryTypeDef]":
        try:
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (ClientError, BotoCoreError):
            return entries
        failed = {each["Id"] for each in answer.get("Failed", ())}
        return [entry for entry in entries if entry["Id"] in failed]
