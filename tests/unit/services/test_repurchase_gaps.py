"""The usual days between two orders, asked by the threads of a sweep at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import cast

from functions.ports.blobs import Blobs
from functions.services.nudges.facts.repurchase_gaps import RepurchaseGaps, repurchase_gaps_json


class SlowBlobs:
    """Answers a read once it may."""

    def __init__(self) -> None:
        self.asked, self.may_answer, self.reads = Event(), Event(), 0

    def read(self, key: str) -> bytes:
        assert key
        self.reads += 1
        self.asked.set()
        assert self.may_answer.wait(5)
        return repurchase_gaps_json({"milk": 30})


def test_a_thread_that_asks_during_the_first_read_gets_what_it_reads() -> None:
    blobs = SlowBlobs()
    gaps = RepurchaseGaps(lambda: cast("Blobs", blobs), lambda: 0)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(gaps.days)
        assert blobs.asked.wait(5)
        second = pool.submit(gaps.days)
        blobs.may_answer.set()
        assert [first.result(5), second.result(5)] == [{"milk": 30}, {"milk": 30}]
    assert blobs.reads == 1
