"""Two thousand due carts: few storage calls each, and no duplicate where two sweepers meet."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bench.due_carts import leave_carts, open_shop
from bench.storage_meter import StorageMeter
from functions.domain.person import customer
from functions.services.nudges.wiring import sweep
from functions.settings import Settings
from functions.storage.keys.key import SHARDS
from functions.storage.keys.person_keys import shard_of
from local.services import LaptopServices
from tests.conftest import Clock

CARTS = 2_000
ALONE, TOGETHER = SHARDS[:8], SHARDS[8:]


@pytest.fixture
def meter() -> StorageMeter:
    return StorageMeter()


def test_due_carts_are_decided_once(
    settings: Settings, services: LaptopServices, clock: Clock, meter: StorageMeter
) -> None:
    metered = LaptopServices(settings, services.data, clock=clock, watch=meter.wrap)
    open_shop(services)
    leave_carts(services, CARTS)
    clock.advance(hours=1)
    alone = Counter[str]()
    run = sweep(metered)
    for shard in ALONE:
        alone += run.shard(shard)
    people = [customer(f"c{number}") for number in range(CARTS)]
    swept = sum(shard_of(person) in ALONE for person in people)
    assert alone == {"ready": swept}
    assert len(meter.calls) <= 6 * swept
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: both(services, barrier), range(2)))
    assert sum(found, Counter()) == {"ready": CARTS - swept}
    for person in people[::20]:
        (nudge,) = services.storage.nudges.newest(person, limit=9)
        assert (nudge.state, nudge.id.step) == ("ready", 1)


def both(services: LaptopServices, start: Barrier) -> Counter[str]:
    """What one of two sweepers decides of the same shards, at the same time."""
    run = sweep(services)
    counts = Counter[str]()
    for shard in TOGETHER:
        start.wait()
        counts += run.shard(shard)
    return counts
