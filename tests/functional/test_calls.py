"""Ceilings that need no clock: calls of functions, in Python and in C, and of storage.

Lower a ceiling when the code needs less; a change that needs more has to be worth it. `take` is a
call and an index in brackets is none, though it takes twice as long.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import Any

import numpy as np
import pytest

from bench.random_queries import NOW, random_query
from bench.request import requests
from bench.request_shop import RequestShop, publish
from model.scoring import PLACEMENTS
from tests.conftest import Clock

ITEMS = 2_000
SCORING = {
    "home": 1_078,
    "product": 855,
    "cart": 872,
    "category": 1_265,
    "post_purchase": 904,
    "email": 1_078,
}
REQUEST = {
    "home": 8_700,
    "again": 7_500,
    "product": 7_310,
    "cart": 7_160,
    "page": 9_900,
    "track": 3_650,
}
STORAGE = {"home": 3, "again": 3, "product": 3, "cart": 3, "page": 3, "track": 1}
WARM = 30
"""Requests before the one that counts: caches are full then, as in service."""


class CallCounter:
    """Counts calls of functions in this thread, and in threads that start later."""

    def __init__(self) -> None:
        self._calls = 0

    def install(self) -> None:
        threading.setprofile(self._count)

    def calls_of(self, function: Callable[[], Any]) -> int:
        self._calls = 0
        sys.setprofile(self._count)
        try:
            function()
        finally:
            sys.setprofile(None)
        return self._calls

    def _count(self, _frame: FrameType, event: str, _argument: Any) -> None:
        self._calls += event in {"call", "c_call"}


@pytest.fixture(scope="module")
def counter() -> Iterator[CallCounter]:
    counter = CallCounter()
    counter.install()
    yield counter
    threading.setprofile(None)


@pytest.fixture(scope="module")
def shop(counter: CallCounter, tmp_path_factory: pytest.TempPathFactory) -> RequestShop:
    """The API over a random model with every source and tree, and people with full profiles."""
    folder = tmp_path_factory.mktemp("calls")
    publish(folder, ITEMS)
    return RequestShop(folder, ITEMS, Clock(NOW))


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_scoring_makes_no_more_calls_than_its_ceiling(
    shop: RequestShop, counter: CallCounter, placement: str
) -> None:
    scorer = shop.scorer
    rng = np.random.default_rng(3)
    queries = [random_query(ITEMS, rng, placement) for _ in range(WARM)]
    for query in queries:
        scorer.recommend(query)
    found = [counter.calls_of(partial(scorer.recommend, query)) for query in queries]
    assert np.median(found) <= SCORING[placement]


@pytest.mark.parametrize("kind", REQUEST)
def test_a_request_makes_no_more_calls_than_its_ceiling(
    shop: RequestShop, counter: CallCounter, kind: str
) -> None:
    ask = requests(shop)[kind]
    for number in range(WARM):
        ask(number)
    before = shop.storage.calls
    found = [counter.calls_of(partial(ask, number)) for number in range(WARM)]
    assert shop.storage.calls - before == STORAGE[kind] * WARM
    # A thread that comes late on a busy machine costs calls of waiting; some requests meet none.
    assert np.quantile(found, 0.25) <= REQUEST[kind]
