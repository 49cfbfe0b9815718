"""The schedule publishes the shards with work, for at most eight runs; each run sweeps its own."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from functions.nudges.sweep_shards import MOST_RUNS, SweepShards
from functions.ports.queue import Message
from functions.services.nudges.wiring import sweep
from functions.storage.keys.key import SHARDS
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


class ListTopic:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    def publish(self, messages: Sequence[Message]) -> None:
        self.sent += messages


def sweeping(shop: Shop, clock: Clock, topic: ListTopic) -> SweepShards:
    return SweepShards(
        sweep=sweep(shop.services),
        agendas=shop.services.storage.agendas,
        topic=topic,
        pool=ThreadPoolExecutor(len(SHARDS)),
        clock=clock,
    )


def published(message: Message) -> dict[str, Any]:
    """A message as SNS hands it to Lambda."""
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(message)}}]}


def test_a_shard_with_work_is_in_one_message(shop: Shop, clock: Clock) -> None:
    topic = ListTopic()
    run = sweeping(shop, clock, topic)
    assert run({}) == {"shards": 0}
    assert topic.sent == []
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert run({}) == {"shards": 1}
    (message,) = topic.sent
    assert run(published(message)) == {"ready": 1}
    assert run({}) == {"shards": 0}


def test_all_shards_are_swept_by_eight_runs(shop: Shop, clock: Clock) -> None:
    topic = ListTopic()
    run = sweeping(shop, clock, topic)
    people = [f"user-{n}" for n in range(80)]
    for user_id in people:
        shop.track("Product Added", "mug", userId=user_id)
    clock.advance(hours=1)
    assert run({}) == {"shards": len(SHARDS)}
    assert len(topic.sent) == MOST_RUNS
    assert sorted(n for each in topic.sent for n in each["shards"]) == list(SHARDS)
    decided = sum(sum(run(published(message)).values()) for message in topic.sent)
    assert decided == len(people)
    assert run({}) == {"shards": 0}
