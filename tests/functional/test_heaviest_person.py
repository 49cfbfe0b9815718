"""What the heaviest person that the API admits costs: each route has a budget, counted here.

Twenty names given up or known to other systems, five devices, fat carts, claims of the year 2099.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from string import ascii_letters, digits

import pytest

from bench.heavy_person import Amounts, events_of, join, names_of, store
from bench.storage_meter import StorageMeter
from functions.api.app import create_app
from functions.domain.names import Names
from functions.domain.person import customer
from functions.services.serving.history_reader import HistoryReader
from functions.settings import Settings
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey, caller
from tests.unit.builders import MINUTE, event

ANA = customer("ana")
MOST_READS = 50
# A thousand rows of the log at most, and the other rows.
MOST_BYTES = 1_500_000
AMOUNTS = Amounts(browse=900, commerce=600, fat=525, future=200)


@pytest.fixture
def meter() -> StorageMeter:
    return StorageMeter()


@pytest.fixture
def services(
    settings: Settings, tmp_path: Path, clock: Clock, meter: StorageMeter
) -> LaptopServices:
    """Services whose storage calls the meter counts."""
    return LaptopServices(settings, tmp_path / "data", clock=clock, watch=meter.wrap)


@pytest.fixture
def names(meter: StorageMeter, services: LaptopServices, clock: Clock) -> Names:
    """Ana's names, with what she did under them."""
    names = names_of("ana")
    join(services, names)
    store(services, events_of(names, AMOUNTS, clock()))
    services.update_profiles.recompute(ANA)
    meter.reset()
    return names


@pytest.fixture
def shop(names: Names, services: LaptopServices, issue_key: IssueKey) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield caller(client, issue_key("secret"))


@pytest.mark.parametrize("route", ["", "/cart", "/events", "/events?limit=100", "/wishlist",
                                   "/orders"])  # fmt: skip
def test_a_route_about_the_heaviest_person_has_a_budget(
    shop: TestClient, meter: StorageMeter, route: str
) -> None:
    shop.get("/v1/customers/ana/preferences")  # the key is read once a minute
    meter.reset()
    answer = shop.get(f"/v1/customers/ana{route}")
    assert answer.status_code == 200, answer.text
    assert len(meter.calls) <= MOST_READS, meter
    assert meter.bytes <= MOST_BYTES, meter
    assert meter.write_units == 0


def test_every_event_is_on_some_page_of_the_story(
    shop: TestClient, names: Names, meter: StorageMeter
) -> None:
    """Of the names that browsing is read of; a page may be short, and goes on."""
    seen: list[str] = []
    before: int | None = None
    for _ in range(60):
        more = {} if before is None else {"before": before}
        meter.reset()
        page = shop.get("/v1/customers/ana/events", params={"limit": 100, **more}).json()
        assert len(meter.calls) <= MOST_READS
        seen += [each["message_id"] for each in page["events"]]
        before = page["before"]
        if before is None:
            break
    assert before is None
    assert len(seen) == len(set(seen))
    commerce = AMOUNTS.commerce + AMOUNTS.fat + AMOUNTS.future
    of_names = len(names.user_ids) + len(names.linked)
    assert commerce + AMOUNTS.browse * 18 // of_names - 1 <= len(seen)


def test_a_recommendation_is_four_read_units_in_one_round(
    names: Names, services: LaptopServices, meter: StorageMeter
) -> None:
    storage = services.storage
    with ThreadPoolExecutor(3) as pool:
        HistoryReader(storage.low_latency_events, storage.low_latency_profiles, pool).load(ANA)
    assert len(meter.calls) == 3
    assert meter.read_units <= 4, meter


def test_so_it_is_when_every_name_and_item_is_as_long_as_may_be(
    services: LaptopServices, meter: StorageMeter, clock: Clock
) -> None:
    """The newest rows are full to their last byte, and so is the profile."""
    bea = customer(noise(256))
    for n in range(60):
        for name in ("Product Viewed", "Product Added", "Order Completed"):
            many = range(5 if name == "Order Completed" else 1)
            items = [noise(200 + 1000 * n + each)[:256] for each in many]
            services.storage.events.put(
                event(
                    f"{n}{noise(95)}{name[0]}",
                    name,
                    *items,
                    person=bea,
                    at=clock() - n * MINUTE,
                    order_id=noise(256 + n),
                    properties={"note": noise(2_000)},
                )
            )
    services.update_profiles.recompute(bea)
    storage = services.storage
    meter.reset()
    with ThreadPoolExecutor(3) as pool:
        history = HistoryReader(storage.events, storage.profiles, pool).load(bea)
    assert history.interactions
    assert (len(meter.calls), meter.read_units) == (3, 4), meter
    assert meter.bytes > 14_000, meter


def noise(size: int) -> str:
    """Text that cannot be packed, the same each time."""
    return "".join(Random(size).choices(ascii_letters + digits, k=size))  # noqa: S311 - no secret


def test_a_small_event_costs_the_stream_little(
    names: Names, services: LaptopServices, meter: StorageMeter, clock: Clock
) -> None:
    """The first one finds the cart without a base and makes one; the others find it."""
    costs: list[tuple[int, float, int]] = []
    for n in range(3):
        small = event(f"s{n}", "Product Added", "milk", at=clock() + n)
        services.storage.events.put(small)
        meter.reset()
        links = services.storage.identity.owners([small.person])
        services.update_profiles.arrived([small], links)
        costs.append((len(meter.calls), meter.read_units, meter.write_units))
    assert all(calls <= 2 * MOST_READS for calls, _, _ in costs[:1]), costs
    assert all(calls <= MOST_READS for calls, _, _ in costs[1:]), costs
    assert all(units <= 50 for _, units, _ in costs[1:]), costs


def test_a_profile_of_the_heaviest_person_has_a_budget(
    names: Names, services: LaptopServices, meter: StorageMeter
) -> None:
    services.update_profiles.recompute(ANA)
    assert len(meter.calls) <= MOST_READS, meter
    assert meter.bytes <= 600_000, meter
    assert meter.write_units <= 4, meter


def test_the_clients_of_tests_are_metered(
    meter: StorageMeter, settings: Settings, services: LaptopServices
) -> None:
    services.storage.events.newest(ANA, "b", 9)
    assert [(call.operation, call.read_units) for call in meter.calls] == [("query", 1.0)]
