import pytest

from functions.domain.item import Item
from functions.ports import artifacts
from functions.ports.artifacts import SNAPSHOTS
from functions.snapshot.build import BuildSnapshot
from functions.storage.leases import LeaseTaken
from local.services import LaptopServices
from model.catalogue.snapshot import Snapshot
from tests.conftest import Clock


def put(services: LaptopServices, item_id: str, **fields: object) -> None:
    now = services.clock()
    item = Item(item_id, item_id, version=now, created_at=now, **fields)  # type: ignore[arg-type] # each test's own
    assert services.storage.catalog.put([item]) == set()


def built(services: LaptopServices) -> dict[str, dict[str, object]]:
    BuildSnapshot(services)()
    pointer = artifacts.current(services.blobs, SNAPSHOTS)
    assert pointer is not None
    snapshot = Snapshot.open(services.data / SNAPSHOTS / pointer.version)
    return {row.item_id: row.attributes for row in snapshot.rows()}


def test_an_empty_catalogue_makes_no_snapshot(services: LaptopServices) -> None:
    assert BuildSnapshot(services)() is None


def test_what_changed_is_taken_over_and_the_rest_stays(
    services: LaptopServices, clock: Clock
) -> None:
    put(services, "a", title="A")
    put(services, "b", title="B")
    assert built(services) == {"a": {"title": "A"}, "b": {"title": "B"}}
    clock.advance(hours=2)
    put(services, "b", title="B2")
    put(services, "c")
    assert built(services) == {"a": {"title": "A"}, "b": {"title": "B2"}, "c": {}}


def test_a_deleted_item_leaves(services: LaptopServices, clock: Clock) -> None:
    put(services, "a")
    put(services, "b")
    built(services)
    clock.advance(seconds=1)
    put(services, "a", deleted=True)
    assert set(built(services)) == {"b"}
    assert BuildSnapshot(services)() is None, "a deletion is news only once"


def test_nothing_is_written_when_nothing_changed(services: LaptopServices, clock: Clock) -> None:
    put(services, "a")
    assert BuildSnapshot(services)() is not None
    assert BuildSnapshot(services)() is None
    clock.advance(hours=1)
    assert BuildSnapshot(services)() is None


def test_an_item_that_changed_late_is_still_taken_over(
    services: LaptopServices, clock: Clock
) -> None:
    """The change index is eventually consistent: it may show a newer change first."""
    put(services, "late")
    late = services.storage.catalog.get(["late"])["late"]
    clock.advance(seconds=20)
    services.storage.catalog.put([Item("late", "late", version=0)])
    put(services, "newer")
    assert "newer" in built(services)
    services.storage.catalog.put([late])
    assert set(built(services)) == {"late", "newer"}


def test_one_build_at_a_time(services: LaptopServices) -> None:
    put(services, "a")
    now_s = services.clock() // 1000
    with (
        services.storage.leases.hold("snapshot", holder="x", now_s=now_s, for_s=10),
        pytest.raises(LeaseTaken),
    ):
        BuildSnapshot(services)()
