"""The family tree of shards, which no engine grows within a test's time."""

from collections.abc import Sequence
from typing import Any

import pytest

from local.event_source import EventSourceMapping
from local.streams import Start, StreamPoller


class Faults:
    class ExpiredIteratorException(Exception):
        pass

    class TrimmedDataAccessException(Exception):
        pass


class Stream:
    """A stream as `describe_stream` pages it, one shard a page; an iterator is `shard/offset`."""

    exceptions = Faults

    def __init__(self) -> None:
        self.shards: list[dict[str, Any]] = []
        self.records: dict[str, list[str]] = {}

    def add(self, name: str, *records: str, parent: str | None = None) -> None:
        shard: dict[str, Any] = {"ShardId": name, "SequenceNumberRange": {}}
        self.shards.append(shard | ({"ParentShardId": parent} if parent else {}))
        self.records[name] = list(records)

    def close(self, name: str) -> None:
        (shard,) = [one for one in self.shards if one["ShardId"] == name]
        shard["SequenceNumberRange"] = {"EndingSequenceNumber": "9"}

    def _closed(self, name: str) -> bool:
        (shard,) = [one for one in self.shards if one["ShardId"] == name]
        return bool(shard["SequenceNumberRange"])

    def describe_stream(self, *, StreamArn: str, ExclusiveStartShardId: str = "") -> Any:  # noqa: N803
        names = [shard["ShardId"] for shard in self.shards]
        page = names.index(ExclusiveStartShardId) + 1 if ExclusiveStartShardId else 0
        more = {"LastEvaluatedShardId": names[page]} if page + 1 < len(names) else {}
        return {"StreamDescription": {"Shards": self.shards[page : page + 1], **more}}

    def get_shard_iterator(self, *, ShardId: str, ShardIteratorType: str, **_: Any) -> Any:  # noqa: N803
        latest = ShardIteratorType == "LATEST"
        return {"ShardIterator": f"{ShardId}/{len(self.records[ShardId]) if latest else 0}"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> Any:  # noqa: N803
        name, offset = ShardIterator.split("/")
        new = self.records[name][int(offset) : int(offset) + Limit]
        end = int(offset) + len(new)
        done = self._closed(name) and end == len(self.records[name])
        return {
            "Records": [{"dynamodb": {"SequenceNumber": number}} for number in new],
            **({} if done else {"NextShardIterator": f"{name}/{end}"}),
        }


@pytest.fixture
def stream() -> Stream:
    return Stream()


class Follower:
    def __init__(self, stream: Stream, start: Start, **options: Any) -> None:
        self.read: list[str] = []
        mapping = EventSourceMapping(self.take, on_failure=self.never)
        self.poller = StreamPoller(stream, "arn", mapping, start=start, **options)  # type: ignore[arg-type]

    def take(self, event: dict[str, Any]) -> None:
        self.read += [one["dynamodb"]["SequenceNumber"] for one in event["Records"]]

    def never(self, failed: Sequence[Any]) -> None:
        raise AssertionError(f"{len(failed)} records failed")

    def poll(self, times: int = 8) -> list[str]:
        for _ in range(times):
            self.poller.poll_once()
        return self.read


def test_a_child_is_read_after_all_of_its_parent(stream: Stream) -> None:
    stream.add("child", "4", "5", parent="parent")
    stream.add("parent", "1", "2", "3")
    stream.close("parent")
    follower = Follower(stream, "TRIM_HORIZON", batch_size=2)
    assert follower.poll() == ["1", "2", "3", "4", "5"]


def test_a_parent_that_is_gone_delays_no_child(stream: Stream) -> None:
    stream.add("child", "4", parent="trimmed long ago")
    assert Follower(stream, "TRIM_HORIZON").poll() == ["4"]


def test_a_shard_that_ends_is_followed_into_its_children_from_their_beginning(
    stream: Stream,
) -> None:
    stream.add("one", "1")
    follower = Follower(stream, "LATEST")
    stream.records["one"].append("2")
    assert follower.poll() == ["2"]
    stream.close("one")
    stream.add("two", "3", parent="one")
    stream.add("three", "4", parent="one")
    assert sorted(follower.poll()) == ["2", "3", "4"]
    stream.records["two"].append("5")
    assert sorted(follower.poll()) == ["2", "3", "4", "5"]


def test_latest_passes_over_what_closed_shards_hold(stream: Stream) -> None:
    stream.add("old", "1")
    stream.close("old")
    stream.add("new", "2", parent="old")
    follower = Follower(stream, "LATEST")
    stream.records["new"].append("3")
    assert follower.poll() == ["3"]
