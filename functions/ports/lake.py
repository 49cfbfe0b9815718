"""The lake: every event ever, one JSON a line, in files partitioned by arrival (UTC)."""

import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_firehose.type_defs import RecordTypeDef

LAKE = "lake/"
PREFIX = f"{LAKE}events/"
COMPACTED = "compacted/"
"""What earlier trainings read of the lake; it holds people as the lake does."""
_BATCH = 500  # PutRecordBatch's limits: 500 records,
_BATCH_BYTES = 4_000_000  # 4 MiB
_TRIES = 4


class Lake(Protocol):
    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        """Write the lines; the answer is the positions of those that could not be written."""


class FirehoseLake:
    def __init__(
        self, client: "FirehoseClient", stream: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._stream = stream
        self._sleep = sleep

    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        failed: set[int] = set()
        for batch in _batches([_text(line) for line in lines]):
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


class FolderLake:
    """One new file per append under `root/lake/events/dt=…/hh=…/`, complete when it appears."""

    def __init__(self, root: Path, clock: Callable[[], int]) -> None:
        self._root = root
        self._clock = clock

    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        if not lines:
            return set()
        path = self._root / partition(self._clock()) / f"{self._clock()}-{uuid4().hex[:8]}.jsonl"
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join(map(_text, lines)))
            part.replace(path)
        except OSError:
            return set(range(len(lines)))
        return set()


def partition(at: int) -> str:
    """The folder for what arrived at `at` (UTC ms)."""
    arrived = datetime.fromtimestamp(at / 1000, UTC)
    return f"{PREFIX}dt={arrived:%Y-%m-%d}/hh={arrived:%H}"


def _text(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


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
