"""A shop whose nudges are switched on, with one customer who may be written to."""

from typing import Any

import pytest

from functions.services.nudges.wiring import sweep
from functions.storage.keys.key import SHARDS
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.guest_shop import Guests
from tests.functional.nudges.restock_shop import PEOPLE, Restock, tea_sold_out
from tests.functional.stores import drain


class Shop:
    """One shop's API, its stream and its sweep."""

    def __init__(self, secret: TestClient, services: LaptopServices, engine: Engine) -> None:
        self.api = secret
        self.services = services
        self.engine = engine
        self._sweep = sweep(services)
        self._number = 0

    def settings(self, **changes: Any) -> None:
        self.api.put("/v1/settings/nudges", json=changes).raise_for_status()

    def consents(self, user_id: str, *channels: str) -> None:
        consent = dict.fromkeys(channels, True)
        path = f"/v1/customers/{user_id}/preferences"
        self.api.put(path, json={"consent": consent}).raise_for_status()

    def track(self, event: str, *items: str, client: TestClient | None = None, **more: Any) -> None:
        """Send an event of the customer `ana`, unless other ids are given, and run the stream."""
        self._number += 1
        products = [{"product_id": item, "quantity": 1} for item in items]
        body = {
            "type": "track",
            "messageId": f"m{self._number}",
            "event": event,
            "properties": {"products": products, **more.pop("properties", {})},
            **({} if "anonymousId" in more else {"userId": "ana"}),
            **more,
        }
        (client or self.api).post("/v1/track", json=body).raise_for_status()
        drain(self.services, self.engine)

    def sweep(self) -> dict[str, int]:
        """Sweep every shard; how many nudges of each state it made."""
        counts: dict[str, int] = {}
        for shard in SHARDS:
            for state, number in self._sweep.shard(shard).items():
                counts[state] = counts.get(state, 0) + number
        return counts

    def lease(self, channel: str = "email", **more: Any) -> dict[str, Any]:
        answer = self.api.post("/v1/nudges/lease", json={"channel": channel, **more})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def outcome(self, nudge_id: str, outcome: str, **more: Any) -> dict[str, Any]:
        path = f"/v1/nudges/{nudge_id}/outcome"
        answer = self.api.post(path, json={"outcome": outcome, **more})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def decided(self, user_id: str = "ana") -> list[tuple[str, int, str, str]]:
        """Kind, step, state and reason of each decided nudge, the oldest first."""
        answer = self.api.get(f"/v1/customers/{user_id}/nudges/explain").json()
        found = [(n["kind"], n["step"], n["state"], n["reason"]) for n in answer["decided"]]
        return found[::-1]


@pytest.fixture
def shop(secret: TestClient, services: LaptopServices, engine: Engine) -> Shop:
    """Abandoned carts are on, out of the sandbox, and the customer `ana` agreed to e-mail."""
    made = Shop(secret, services, engine)
    made.settings(sandbox=False, kinds={"abandoned_cart": {"on": True}})
    made.consents("ana", "email")
    return made


@pytest.fixture
def due(shop: Shop, clock: Clock) -> Shop:
    """A cart left an hour ago, whose nudge is ready."""
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    assert shop.sweep() == {"ready": 1}
    return shop


@pytest.fixture
def restock(secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock) -> Restock:
    """Five people agreed to e-mail; tea is sold out, and the kind restock is on."""
    shop = Shop(secret, services, engine)
    shop.settings(sandbox=False, kinds={"restock": {"on": True}})
    for each in PEOPLE:
        shop.consents(each, "email")
    return tea_sold_out(shop, clock)


@pytest.fixture
def guests(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> Guests:
    shop = Shop(secret, services, engine)
    shop.settings(sandbox=False, kinds={"restock": {"on": True}})
    secret.put("/v1/items/tea", json={"title": "Tea <b>", "price": 10}).raise_for_status()
    restock = Restock(shop)
    restock.stock(0)
    restock.run()
    clock.advance(seconds=1)
    return Guests(restock, publishable, clock)
