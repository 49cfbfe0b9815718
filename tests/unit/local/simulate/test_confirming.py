"""The tool that mails confirmations: each call has an instance for itself, as on Lambda."""

from collections.abc import Iterator

import pytest

from local.simulate.environment import confirming
from local.simulate.environment.confirming import Confirming
from local.simulate.environment.weather import CALM
from local.simulate.environment.world import World
from local.simulate.history import History

START = 1_781_006_400_000


@pytest.fixture
def world() -> Iterator[World]:
    made = World("confirming", CALM, START, None)
    yield made
    made.close()


def test_two_polls_at_a_time_have_an_instance_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, ended = set[int](), list[int]()

    class Lease:
        """Holds a lock while it waits for a storage call, as the valve does."""

        def __call__(self, **_: object) -> list[object]:
            assert id(self) not in busy
            busy.add(id(self))
            world.kernel.sleep(100)
            busy.remove(id(self))
            ended.append(id(self))
            return []

    monkeypatch.setattr(confirming, "lease_confirmations", lambda _: Lease())
    tool = Confirming(world, History(START))
    for number in range(2):
        world.kernel.start(f"poll {number}", tool.poll, after=number)
    world.kernel.run(START + 60_000)
    assert len(set(ended)) == len(ended) == 2
