"""The schedule sends a message for each shard with work; a message sweeps its shard."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from functions.nudges.sweep_shards import SweepShards
from functions.ports.queue import Message
from functions.services.nudges.wiring import sweep
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


class ListQueue:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        assert delay_s == 0
        self.sent += messages


def test_a_shard_with_work_gets_one_message(shop: Shop, clock: Clock) -> None:
    queue = ListQueue()
    run = SweepShards(
        sweep=sweep(shop.services),
        agendas=shop.services.storage.agendas,
        queue=queue,
        pool=ThreadPoolExecutor(1),
        clock=clock,
    )
    assert run({}) == {"shards": 0}
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert run({}) == {"shards": 1}
    (message,) = queue.sent
    record: dict[str, Any] = {"messageId": "1", "body": json.dumps(message)}
    assert run({"Records": [record]}) == {"ready": 1}
    assert run({}) == {"shards": 0}
