"""Storage calls of the stream: at most three an event, amortized over a batch of a hundred."""

from pathlib import Path

import pytest

from bench.storage_meter import StorageMeter
from functions.domain.event import Event
from functions.domain.identity import Link
from functions.domain.names import Names, with_owners
from functions.domain.person import Person, customer, visitor
from functions.settings import Settings
from functions.stream.wiring import process_events
from local.services import LaptopServices
from tests.conftest import Clock
from tests.functional.test_stream import records
from tests.unit.builders import DAY, MINUTE, NOON, event

BATCH = 100
MOST = 3 * BATCH


@pytest.fixture
def meter() -> StorageMeter:
    return StorageMeter()


@pytest.fixture
def services(
    settings: Settings, tmp_path: Path, clock: Clock, meter: StorageMeter
) -> LaptopServices:
    return LaptopServices(settings, tmp_path / "data", clock=clock, watch=meter.wrap)


def put(services: LaptopServices, events: list[Event]) -> list[Event]:
    for each in events:
        services.storage.events.put(each)
    return events


def calls_for(services: LaptopServices, meter: StorageMeter, events: list[Event]) -> int:
    """Process one batch of these events; return the number of storage calls."""
    batch = records(*put(services, events))
    meter.reset()
    assert process_events(services)(batch, None) == {"batchItemFailures": []}
    return len(meter.calls)


def orders(people: list[Person]) -> list[Event]:
    return [
        event(f"new-{n}", "Order Completed", "milk", "tea", person=each, order_id=f"new-{n}")
        for n, each in enumerate(people)
    ]


def history(person: Person, orders: int, views: int) -> list[Event]:
    """What a person did before, some days ago, one minute after the other."""
    bought = [
        event(f"o{n}-{person.id}", "Order Completed", f"i{n}", person=person, order_id=f"o{n}",
              at=NOON - DAY + n * MINUTE)
        for n in range(orders)
    ]  # fmt: skip
    seen = [
        event(f"v{n}-{person.id}", "Product Viewed", f"i{n}", person=person, at=NOON - 2 * DAY + n)
        for n in range(views)
    ]
    return [*bought, *seen]


def test_orders_of_new_guests(services: LaptopServices, meter: StorageMeter) -> None:
    guests = [visitor(f"guest-{n}") for n in range(BATCH)]
    assert calls_for(services, meter, orders(guests)) <= 2.2 * BATCH, meter
    assert all(services.storage.profiles.get(guest)[0].purchased for guest in guests)


@pytest.mark.parametrize(("bought", "seen"), [(3, 12), (30, 90)], ids=["few", "many"])
def test_orders_of_known_customers(
    services: LaptopServices, meter: StorageMeter, bought: int, seen: int
) -> None:
    people = [customer(f"c{n}") for n in range(BATCH)]
    for person in people:
        put(services, history(person, bought, seen))
        services.update_profiles.recompute(person)
    assert calls_for(services, meter, orders(people)) <= MOST, meter
    for person in people:
        profile, rev = services.storage.profiles.get(person)
        assert (len(profile.purchased), rev) == (bought + 2, 2)


def test_orders_of_customers_on_their_own_devices(
    services: LaptopServices, meter: StorageMeter
) -> None:
    """A second name is one more read: each log is read by itself."""
    people = [customer(f"c{n}") for n in range(BATCH)]
    for n, person in enumerate(people):
        device = visitor(f"device-{n}")
        links = [Link(device, person.id, NOON - DAY)]
        names = with_owners(Names(person.id), device, links)
        services.storage.identity.write(names=[names], owners={device: (links, 0)}, links=links)
        put(services, history(device, 0, 12))
        services.update_profiles.recompute(person)
    assert calls_for(services, meter, orders(people)) <= 3.25 * BATCH, meter


def test_views_of_new_visitors(services: LaptopServices, meter: StorageMeter) -> None:
    views = [
        event(f"v{n}", "Product Viewed", "milk", person=visitor(f"visitor-{n}"))
        for n in range(BATCH)
    ]
    assert calls_for(services, meter, views) <= 1.2 * BATCH, meter


def test_events_of_one_person_fold_the_profile_once(
    services: LaptopServices, meter: StorageMeter
) -> None:
    """Some under the customer's id, some on the device."""
    ana, device = customer("ana"), visitor("device")
    links = [Link(device, "ana", NOON - DAY)]
    names = with_owners(Names("ana"), device, links)
    services.storage.identity.write(names=[names], owners={device: (links, 0)}, links=links)
    events = [
        event(f"m{n}", "Product Added", f"i{n}", person=(ana, device)[n % 2], at=NOON + n)
        for n in range(BATCH)
    ]
    assert calls_for(services, meter, events) <= 40, meter
    assert [services.storage.profiles.get(each)[1] for each in (ana, device)] == [1, 1]


def test_a_profile_is_read_once_where_no_other_writes_it(
    services: LaptopServices, meter: StorageMeter
) -> None:
    put(services, history(customer("ana"), 3, 3))
    meter.reset()
    services.update_profiles.recompute(customer("ana"))
    assert [call.operation for call in meter.calls].count("get_item") == 0
    assert len(meter.calls) <= 7, meter
