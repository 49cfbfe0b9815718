"""A shop of which an item is sold out, and comes back."""

import json
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.restock.wave import Transition
from functions.restock.process import ProcessRestock
from functions.restock.wiring import process_restock
from local.event_source import EventSourceMapping
from local.restock import CATALOG_CHANGES
from local.streams import StreamPoller
from tests.conftest import Clock

if TYPE_CHECKING:
    from tests.functional.nudges.conftest import Shop

PEOPLE = ("ana", "bea", "cem", "dia", "eve")


class Restock:
    """The restock function of a shop: its stream, and its queue."""

    def __init__(self, shop: "Shop") -> None:
        self.shop = shop
        self.services = shop.services
        self.process: ProcessRestock = process_restock(shop.services)
        arn = shop.engine.stream_arn(shop.services.settings.catalog_table)
        mapping = EventSourceMapping(self.process, on_failure=failed, filters=CATALOG_CHANGES)
        self._poller = StreamPoller(shop.engine.streams, arn, mapping)

    def run(self) -> int:
        """See what changed, do what is due, and sweep; the number of messages done."""
        self._poller.drain()
        done = 0
        while count := self.services.restock_queue.hand_over(self.process.work):
            done += count
        self.shop.sweep()
        return done

    def stock(self, quantity: int, item: str = "tea", **more: Any) -> None:
        body = {"quantity": quantity, **more}
        self.shop.api.put(f"/v1/items/{item}/stock", json=body).raise_for_status()

    def asks(self, user_id: str, **more: Any) -> str:
        path = "/v1/items/tea/restock-subscriptions"
        answer = self.shop.api.post(path, json={"user_id": user_id, **more})
        answer.raise_for_status()
        state: str = answer.json()["state"]
        return state

    def waiting(self) -> list[dict[str, Any]]:
        """The messages in the queue."""
        folder = self.services.data / "queues" / "restock"
        return [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]

    def notified(self, channel: str = "email") -> list[str]:
        """Who is notified now; the campaign tool sends each."""
        nudges = self.shop.lease(channel)["nudges"]
        for each in nudges:
            self.shop.outcome(each["nudge_id"], "sent")
        return sorted(each["user_id"] for each in nudges if each["kind"] == "restock")


def failed(records: Any) -> None:
    raise AssertionError(f"{len(records)} records failed for good")


def all_ask(restock: Restock, clock: Clock, people: tuple[str, ...] = PEOPLE) -> None:
    for each in people:
        restock.asks(each)
        clock.advance(seconds=1)


def back(restock: Restock, clock: Clock, quantity: int, **more: Any) -> list[str]:
    restock.stock(quantity, **more)
    restock.run()
    clock.advance(seconds=1)
    return restock.notified()


def alerts(restock: Restock) -> tuple[int, int]:
    """How many alerts the newest wave allows, and has given."""
    found = restock.services.storage.waves.get(Transition("tea", "online", 0))
    assert found is not None
    return found.allowance, found.taken


def tea_sold_out(shop: "Shop", clock: Clock) -> Restock:
    """The shop with tea, of which there is none since a second."""
    shop.api.put("/v1/items/tea", json={"title": "Tea", "price": 10}).raise_for_status()
    made = Restock(shop)
    made.stock(0)
    made.run()
    clock.advance(seconds=1)
    return made
