"""Follow one table's DynamoDB stream, as Lambda's poller does on AWS."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from local.event_source import EventSourceMapping
from local.stream_records import lambda_record

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_dynamodbstreams.type_defs import GetRecordsOutputTypeDef, ShardTypeDef

Start = Literal["LATEST", "TRIM_HORIZON"]
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_AFTER_FAULT = 1.0
LOG = logging.getLogger(__name__)


@dataclass
class _Shard:
    """How far one shard was read; an iterator of None means to its end."""

    id: str
    parent: str | None
    iterator: str | None


class StreamPoller:
    """Hands each change of a table to a mapping at least once, those of one item in order.

    It takes its place when it is made; with `LATEST`, what is written from then on is seen. With
    `resume`, the `position` of an earlier poller, it goes on where that one was; `keep` is given
    the position after each batch. Not safe between threads; one thread polls.
    """

    def __init__(
        self,
        client: "DynamoDBStreamsClient",
        stream_arn: str,
        mapping: EventSourceMapping,
        *,
        start: Start = "LATEST",
        resume: Mapping[str, str] | None = None,
        batch_size: int = 100,
        keep: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        self._client = client
        self._arn = stream_arn
        self._mapping = mapping
        self._batch_size = batch_size
        self._keep = keep
        self._open: dict[str, _Shard] = {}
        self._seen: set[str] = set()
        self._position = dict(resume or {})
        # A shard the earlier poller did not know holds only what it has not read.
        self._find_shards(start if resume is None else "TRIM_HORIZON")

    @property
    def position(self) -> Mapping[str, str]:
        """The sequence number of the last record delivered, by shard."""
        return dict(self._position)

    def run(self, stop: threading.Event, poll: Callable[[], int] | None = None) -> None:
        """Poll until `stop` is set; a fault of engine or `on_failure` is logged, then retried.

        `poll` is called in the place of `poll_once`, and calls it.
        """
        poll = poll or self.poll_once
        while not stop.is_set():
            try:
                read = poll()
            except Exception:  # the thread has to outlive an engine that restarts
                LOG.exception("cannot follow the stream %s", self._arn)
                stop.wait(SECONDS_AFTER_FAULT)
                continue
            if not read:
                stop.wait(SECONDS_BETWEEN_LOOKS)

    def drain(self) -> int:
        """Poll until nothing is left, and give the number of records read."""
        return sum(iter(self.poll_once, 0))

    def poll_once(self) -> int:
        """Read one batch of each shard, deliver it, and give the number of records read."""
        # A child holds what came after its parent's last record.
        ready = [shard for shard in self._open.values() if shard.parent not in self._open]
        read = sum(self._poll(shard) for shard in ready)
        ended = [shard.id for shard in ready if shard.iterator is None]
        for shard_id in ended:
            del self._open[shard_id]
        # Shards come only where another ends.
        if ended or not self._open:
            self._find_shards("TRIM_HORIZON")
        return read

    def _poll(self, shard: _Shard) -> int:
        answer = self._read(shard)
        records = answer["Records"]
        self._mapping.deliver([lambda_record(record, self._arn) for record in records])
        # Only now: what was not delivered, because something broke on the way, is read again.
        if records:
            self._position[shard.id] = records[-1]["dynamodb"]["SequenceNumber"]
            if self._keep is not None:
                self._keep(self.position)
        shard.iterator = answer.get("NextShardIterator")
        return len(records)

    def _read(self, shard: _Shard) -> "GetRecordsOutputTypeDef":
        faults = self._client.exceptions
        try:
            return self._get_records(shard)
        except faults.ExpiredIteratorException:
            # After a sleep of the laptop. Where nothing was read yet the beginning is the only
            # place that misses nothing.
            shard.iterator = self._iterator(shard.id, "TRIM_HORIZON")
        except faults.TrimmedDataAccessException:
            # Older records are gone; DynamoDB Local also says so of an iterator that was opened
            # on an empty stream.
            shard.iterator = self._iterator_at(shard.id, "TRIM_HORIZON")
        return self._get_records(shard)

    def _get_records(self, shard: _Shard) -> "GetRecordsOutputTypeDef":
        assert shard.iterator is not None  # noqa: S101 - ended shards are not open
        return self._client.get_records(ShardIterator=shard.iterator, Limit=self._batch_size)

    def _iterator(self, shard_id: str, start: Start) -> str:
        """Open a shard after what was read of it, else where `start` says."""
        if shard_id not in self._position:
            return self._iterator_at(shard_id, start)
        try:
            return self._client.get_shard_iterator(
                StreamArn=self._arn,
                ShardId=shard_id,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=self._position[shard_id],
            )["ShardIterator"]
        except self._client.exceptions.TrimmedDataAccessException:
            return self._iterator_at(shard_id, "TRIM_HORIZON")

    def _iterator_at(self, shard_id: str, start: Start) -> str:
        return self._client.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard_id, ShardIteratorType=start
        )["ShardIterator"]

    def _find_shards(self, start: Start) -> None:
        for shard in self._describe():
            shard_id = shard["ShardId"]
            if shard_id in self._seen:
                continue
            iterator = self._iterator(shard_id, start)
            self._open[shard_id] = _Shard(shard_id, shard.get("ParentShardId"), iterator)
            self._seen.add(shard_id)

    def _describe(self) -> Iterator["ShardTypeDef"]:
        after: dict[str, str] = {}
        while True:
            answer = self._client.describe_stream(StreamArn=self._arn, **after)  # type: ignore[arg-type]
            stream = answer["StreamDescription"]
            yield from stream["Shards"]
            if "LastEvaluatedShardId" not in stream:
                return
            after = {"ExclusiveStartShardId": stream["LastEvaluatedShardId"]}
