"""The lake on AWS: Firehose collects the lines and writes them into the bucket."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.ports.lake import as_line

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_firehose.type_defs import RecordTypeDef

_BATCH = 500  # PutRecordBatch's limits: 500 records,
_BATCH_BYTES = 4_000_000  # 4 MiB
_TRIES = 4


class FirehoseLake:
    def __init__(
        self, client: "FirehoseClient", stream: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._stream = stream
        self._sleep = sleep

    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        failed: set[int] = set()
        for batch in _batches([as_line(line) for line in lines]):
            failed |= self._put(batch)
        return failed

    def _put(self, batch: dict[int, bytes]) -> set[int]:
        """Send a batch; what Firehose throttles is sent again with jittered back-off."""
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311 jitter, no secret
            batch = self._unwritten(batch)
            if not batch:
                break
        return set(batch)

    def _unwritten(self, batch: dict[int, bytes]) -> dict[int, bytes]:
        records: list[RecordTypeDef] = [{"Data": data} for data in batch.values()]
        try:
            answer = self._client.put_record_batch(DeliveryStreamName=self._stream, Records=records)
        except (ClientError, BotoCoreError):
            return batch
        answers = zip(batch.items(), answer["RequestResponses"], strict=True)
        return {at: data for (at, data), result in answers if "ErrorCode" in result}


def _batches(texts: Sequence[bytes]) -> list[dict[int, bytes]]:
    batches: list[dict[int, bytes]] = []
    size = _BATCH_BYTES
    for at, text in enumerate(texts):
        if size + len(text) > _BATCH_BYTES or len(batches[-1]) == _BATCH:
            batches.append({})
            size = 0
        batches[-1][at] = text
        size += len(text)
    return batches
