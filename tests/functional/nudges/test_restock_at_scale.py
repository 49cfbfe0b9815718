"""100,000 people wait for one item: bounded runs, no hot key, and never more than the allowance."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.restock.wave import Progress, Transition, Wave
from functions.domain.person import Person, customer, visitor
from functions.restock.wiring import process_restock
from functions.services.nudges.restock.messages import message_of
from functions.services.nudges.restock.waves import Limits
from functions.services.nudges.wiring import claim, sweep
from functions.storage.batches import put_all
from functions.storage.keys.key import SHARDS
from functions.storage.keys.restock_keys import ITEM_SHARDS
from local.engine import Engine
from local.services import LaptopServices
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.nudges.restock_shop import Restock

PEOPLE = 100_000
WAITING = 90 * 86_400_000


class Watched:
    """A DynamoDB client that counts calls, and the writes of each partition."""

    def __init__(self, client: Any, calls: Counter[str], written: Counter[str]) -> None:
        self._client = client
        self._calls = calls
        self._written = written

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found) or name.startswith(("get_paginator", "exceptions")):
            return found

        def counted(*arguments: Any, **named: Any) -> Any:
            self._calls[name] += 1
            for action in named.get("TransactItems", ()):
                ((_, body),) = action.items()
                key = body.get("Item") or body["Key"]
                self._written[key["pk"]["S"]] += 1
            return found(*arguments, **named)

        return counted


def subscribe(
    services: LaptopServices, engine: Engine, people: list[Person], since: int, **more: Any
) -> None:
    """Put the rows of many subscriptions, as the API's transactions would; copies of the first."""
    rows = services.storage.subscriptions
    expires_at = (since + WAITING) // 1000 * 1000
    made = [
        Subscription("tea", each, since + n, expires_at, **more) for n, each in enumerate(people)
    ]
    puts = [[action["Put"]["Item"] for action in rows.put_actions(each, rev=0)] for each in made]
    items = [copy for copy, _ in puts[:1_000]] + [waiting for _, waiting in puts]
    assert put_all(engine.dynamodb, services.settings.customers_table, items) == set()


def messages(services: LaptopServices) -> list[dict[str, Any]]:
    folder = services.data / "queues" / "restock"
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def test_100_000_subscribers_of_one_item(
    restock: Restock,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    people = [customer(f"v{n}") for n in range(PEOPLE)]
    subscribe(services, engine, people, clock.now, channels=("email",), confirmed_at=clock.now)
    shards = [
        services.storage.subscriptions.waiting("tea", s, after="", limit=1) for s in ITEM_SHARDS
    ]
    assert all(rows for rows, _ in shards)
    clock.advance(hours=1)
    calls, written = Counter[str](), Counter[str]()
    watched = LaptopServices(
        services.settings,
        services.data,
        clock=clock,
        engine=engine,
        watch=lambda client: Watched(client, calls, written),  # type: ignore[arg-type,return-value]
    )
    restock.stock(300)
    level = services.storage.stock.get([("tea", "online")])["tea", "online"]
    first = Wave(Transition("tea", "online", level.restocked_at))
    process = process_restock(watched)
    began = time.process_time()
    process.work(message_of(Progress(first)))
    took = time.process_time() - began
    (following,) = messages(services)
    assert following["number"] == 1
    assert following["after"].endswith("#customer#v299"), "it begins behind those of this wave"
    planned = [each for each in written if each.startswith("customer#")]
    assert len(planned) == 300
    assert max(written.values()) <= 2, "no row is written by all"
    assert calls["query"] <= 3 * len(ITEM_SHARDS)
    assert sum(calls.values()) <= 300 + 100
    assert took < 15, "a third of the function's time"


def test_a_run_looks_at_so_many_people_and_goes_on_by_a_message(
    restock: Restock,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    subscribe(services, engine, [visitor(f"v{n}") for n in range(90)], clock.now)
    subscribe(services, engine, [customer("ana")], clock.now + 1_000)
    clock.advance(hours=1)
    restock.stock(5)
    level = services.storage.stock.get([("tea", "online")])["tea", "online"]
    process = process_restock(services, Limits(people=40, page=20))
    process.work(message_of(Progress(Wave(Transition("tea", "online", level.restocked_at)))))
    seen = []
    for _ in range(3):
        (message,) = messages(services)
        seen.append((message["number"], message["planned"]))
        services.restock_queue.hand_over(process.work)
    assert seen == [(0, 0), (0, 0), (1, 0)]
    assert services.storage.agendas.find([customer("ana")])[customer("ana")].sequences


def test_racing_waves_and_sweepers_notify_no_more_than_the_allowance(
    restock: Restock,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    people = [customer(f"c{n}") for n in range(30)]
    shop = Shop(restock.shop.api, services, engine)
    for person in people:
        shop.consents(person.id, "email")
    subscribe(services, engine, people, clock.now)
    clock.advance(hours=1)
    restock.stock(7)
    level = services.storage.stock.get([("tea", "online")])["tea", "online"]
    wave = Wave(Transition("tea", "online", level.restocked_at))
    message = message_of(Progress(wave))
    runs = [process_restock(services) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda run: run.work(message), runs))
        list(pool.map(lambda shard: sweep(services).shard(shard), [*SHARDS, *SHARDS]))
        leases = [pool.submit(shop.lease, limit=50) for _ in range(3)]
    notified = [each["user_id"] for lease in leases for each in lease.result()["nudges"]]
    # A nudge that two callers race for may be left to the next call, or wait for the alert of one.
    clock.advance(seconds=120)
    notified += [each["user_id"] for each in shop.lease(limit=50)["nudges"]]
    assert sorted(notified) == sorted(f"c{n}" for n in range(7))
    found = services.storage.waves.get(wave.transition)
    assert found is not None
    assert (found.allowance, found.taken) == (7, 7)


def test_an_allowance_that_is_used_lets_no_claim_pass(
    restock: Restock,
    services: LaptopServices,
    clock: Clock,
) -> None:
    restock.asks("ana")
    clock.advance(seconds=1)
    restock.stock(1)
    restock.run()
    level = services.storage.stock.get([("tea", "online")])["tea", "online"]
    wave = Wave(Transition("tea", "online", level.restocked_at))
    assert services.storage.waves.take(wave.transition, old_from=0, at_most=1) == wave
    (nudge,) = services.storage.nudges.newest(customer("ana"), limit=1)
    assert claim(services)(nudge.id, state="leased", valid_for_ms=60_000) is None
    assert services.storage.waves.give_back(wave)
    clock.advance(seconds=1_800)
    assert claim(services)(nudge.id, state="leased", valid_for_ms=60_000) is not None


def test_affinity_chooses_among_the_oldest(
    restock: Restock,
    secret: Any,
    clock: Clock,
) -> None:
    restock.shop.settings(restock_order="affinity")
    secret.put("/v1/items/mate", json={"title": "Mate", "category": "drinks"}).raise_for_status()
    tea = {"title": "Tea", "price": 10, "category": "drinks"}
    secret.put("/v1/items/tea", json=tea).raise_for_status()
    for each in ("ana", "bea", "cem", "dia", "eve"):
        restock.asks(each)
        clock.advance(seconds=1)
    restock.shop.track("Product Added", "mate", userId="dia")
    restock.shop.track("Product Viewed", "tea", userId="cem")
    restock.shop.track("Product Added", "tea", userId="cem")
    restock.stock(2)
    restock.run()
    assert restock.notified() == ["cem", "dia"]


@pytest.mark.parametrize(
    "message", [{}, {"item_id": "tea"}, {"reason": "sale", "item_id": "tea", "version": 1}]
)
def test_what_is_no_message_of_the_queue_is_handed_over_until_it_is_a_dead_letter(
    services: LaptopServices, message: dict[str, Any]
) -> None:
    records = [
        {"messageId": "1", "body": json.dumps(message)},
        {"messageId": "2", "body": "no JSON"},
    ]
    answer = process_restock(services)({"Records": records})
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["1", "2"]
