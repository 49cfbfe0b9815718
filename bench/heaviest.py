"""What a person costs the storage: the heaviest that the API admits, and a light one.

    python -m bench.heaviest [--scale 1.0]

Writes both into the tables of an engine in this process, and prints for each route the calls, the
units by AWS's rules and the milliseconds, which are mostly the engine's own.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.heavy_person import HEAVY, LIGHT, Amounts, events_of, join, names_of, store
from bench.storage_meter import StorageMeter
from functions.bootstrap import Services
from functions.domain.event import Event, EventItem
from functions.domain.person import customer
from functions.domain.signals import kind_of
from functions.services.people.shopping import Shopping
from functions.services.serving.history_reader import HistoryReader
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from local.engine import Engine, engine_running
from local.services import LaptopServices

NOW = 1_760_000_000_000
_ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the heavy person's events")
    scale = parser.parse_args().scale
    amounts = (HEAVY.browse, HEAVY.commerce, HEAVY.fat, HEAVY.future)
    heavy = Amounts(*(round(amount * scale) for amount in amounts))
    with engine_running(os.environ) as engine, tempfile.TemporaryDirectory() as folder:
        for title, user, own, of in (
            ("light", "leo", names_of("leo", joined=0, devices=1), LIGHT),
            ("heaviest", "ana", names_of("ana"), heavy),
        ):
            meter = StorageMeter()
            services = _services(engine, Path(folder) / user, meter, user)
            store(services, events_of(own, of, NOW))
            join(services, own)
            services.update_profiles.recompute(customer(user))
            print(f"{title}: {len(own.user_ids) + len(own.linked)} names, {of}")
            for name, ask in _routes(services, user).items():
                _measure(name, ask, meter)


def _services(engine: Engine, folder: Path, meter: StorageMeter, prefix: str) -> Services:
    names = TableNames.prefixed(prefix)
    create_tables(engine.dynamodb, names)
    settings = Settings(
        events_table=names.events, customers_table=names.customers, catalog_table=names.catalog
    )
    return LaptopServices(settings, folder, clock=lambda: NOW, engine=engine, watch=meter.wrap)


def _routes(services: Services, user: str) -> dict[str, Callable[[], Any]]:
    storage, timeline = services.storage, services.timeline
    histories = HistoryReader(storage.events, storage.profiles, ThreadPoolExecutor(3))
    shopping = Shopping(
        timeline=timeline, events=storage.events, log=services.event_log, carts=services.carts
    )
    numbers = iter(range(10**6))

    def small_event() -> None:
        added = _added(customer(user), next(numbers))
        storage.events.put(added)
        services.update_profiles.arrived([added], storage.identity.owners([added.person]))

    return {
        "recommendation": lambda: histories.load(customer(user)),
        "one more event, stream included": small_event,
        "cart": lambda: shopping.cart(user),
        "story, 20 events": lambda: timeline.page(timeline.intervals(user), limit=20, before=None),
        "story, 100 events": lambda: timeline.page(
            timeline.intervals(user), limit=100, before=None
        ),
        "customer": lambda: shopping.orders_in(
            timeline.overview(timeline.intervals(user), newest=20).commerce
        ),
        "wish list": lambda: shopping.wishlist(user),
        "orders": lambda: shopping.orders(user),
        "profile anew": lambda: services.update_profiles.recompute(customer(user)),
    }


def _added(person: Any, number: int) -> Event:
    at = NOW + number
    return Event(
        message_id=f"small-{number}",
        person=person,
        type="track",
        name="Product Added",
        kind=kind_of("Product Added"),
        channel="web",
        claimed_at=at,
        at=at,
        received_at=at,
        vouched_by="shop",
        items=(EventItem("milk"),),
    )


def _measure(name: str, ask: Callable[[], Any], meter: StorageMeter) -> None:
    """Print the last round, and the fastest."""
    times: list[float] = []
    for _ in range(_ROUNDS):
        meter.reset()
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    print(f"  {name:32} {meter}, {min(times) * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
