"""A table's stream as Lambda delivers it: late, in batches, again after a failure, by shards.

The changes of one partition key stay in order; different shards go side by side.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from zlib import crc32

from functions.errors import HiloError
from local.engine import Engine
from local.event_filter import EventFilter
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.surroundings import Surroundings
from local.stream_records import lambda_record

Record = dict[str, Any]
Handler = Callable[[dict[str, Any]], Mapping[str, Any] | None]
_SHARDS = 3
_BATCH = 10
_LATE_MS = 120_000
_PAUSE_MS = 2_000
_LONGEST_PAUSE_MS = 60_000


class Stream:
    """Hands the changes of one table to a function; `written` says that there are new ones."""

    def __init__(
        self,
        name: str,
        table: str,
        engine: Engine,
        around: Surroundings,
        *,
        handler: Handler,
        filters: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.name = name
        self.table = table
        self._client = engine.streams
        self._arn = engine.stream_arn(table)
        self._kernel = around.kernel
        self._faults = around.faults
        self._weather = around.weather
        self._counts = around.counts
        self.handler = handler
        self._filter = EventFilter(filters)
        self._shards = [deque[Record]() for _ in range(_SHARDS)]
        self._busy = [False] * _SHARDS
        self._looking = False
        self._read_until: str | None = None

    @property
    def idle(self) -> bool:
        """Whether every change so far was processed."""
        return not (self._looking or any(self._busy) or any(self._shards))

    def written(self) -> None:
        """Look at the stream soon: the table was written to."""
        if not self._looking:
            self._looking = True
            self._kernel.start(f"stream {self.name}: look", self._look, after=100)

    def deliver(self) -> None:
        """Deliver, as a part of the current actor, all that was written so far."""
        self._read()
        for shard, waiting in enumerate(self._shards):
            if waiting and not self._busy[shard]:
                self._busy[shard] = True
                self._work(shard)

    def _look(self) -> None:
        self._looking = False
        self._read()
        for shard, waiting in enumerate(self._shards):
            if waiting and not self._busy[shard]:
                self._busy[shard] = True
                number = waiting[0]["dynamodb"]["SequenceNumber"].lstrip("0")
                self._kernel.start(
                    f"stream {self.name} {shard} {number}", partial(self._work, shard)
                )

    def _read(self) -> None:
        iterator = self._new_iterator()
        while records := (answer := self._client.get_records(ShardIterator=iterator))["Records"]:
            iterator = answer["NextShardIterator"]
            self._read_until = records[-1]["dynamodb"]["SequenceNumber"]
            for raw in records:
                self._take(lambda_record(raw, self._arn))

    def _take(self, record: Record) -> None:
        if self._filter.passes(record):
            key = record["dynamodb"]["Keys"]["pk"]["S"]
            self._shards[crc32(key.encode()) % _SHARDS].append(record)

    def _work(self, shard: int) -> None:
        actor = self._kernel.current
        assert actor is not None  # noqa: S101 an actor's body runs as that actor
        random, waiting, failures = self._faults.random_of(actor), self._shards[shard], 0
        while waiting:
            if self._faults.on and random.random() < self._weather.delay:
                self._counts[f"stream {self.name}: late"] += 1
                self._kernel.sleep(random.randrange(_LATE_MS))
            size = 1 if failures > 2 else 1 + random.randrange(_BATCH)
            batch = [waiting[place] for place in range(min(size, len(waiting)))]
            done = self._delivered(batch)
            if done == len(batch) and self._faults.on and random.random() < self._weather.duplicate:
                self._counts[f"stream {self.name}: batch twice"] += 1
                self._delivered(batch)
            for _ in range(done):
                waiting.popleft()
            failures = 0 if done else failures + 1
            if failures:
                self._counts[f"stream {self.name}: batch again"] += 1
                self._kernel.sleep(min(_PAUSE_MS * 2**failures, _LONGEST_PAUSE_MS))
        self._busy[shard] = False

    def _delivered(self, batch: Sequence[Record]) -> int:
        """How many records of the batch were taken."""
        self._counts[f"stream {self.name}: batch"] += 1
        try:
            answer = self.handler({"Records": list(batch)})
        except (HiloError, Crashed):
            return 0
        failures = (answer or {}).get("batchItemFailures") or []
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        places = [numbers.index(each["itemIdentifier"]) for each in failures]
        return min(places, default=len(batch))

    def _new_iterator(self) -> str:
        """One that goes on after the last record; an old one expires within minutes."""
        if self._read_until:
            # What was read may be gone after a day, and then all that is there is unread.
            with suppress(self._client.exceptions.TrimmedDataAccessException):
                return self._iterator_at(
                    ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=self._read_until
                )
        return self._iterator_at(ShardIteratorType="TRIM_HORIZON")

    def _iterator_at(self, **place: Any) -> str:
        (shard,) = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        answer = self._client.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard["ShardId"], **place
        )
        return answer["ShardIterator"]
