"""An item comes back: as many people are notified as there is stock for, each once."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.domain.nudges.restock.wave import MAX_IDLE, Progress, Transition, Wave
from functions.restock.process import ProcessRestock
from functions.restock.wiring import process_restock
from functions.services.nudges.restock.messages import message_of
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.restock import CATALOG_CHANGES
from local.services import LaptopServices
from local.streams import StreamPoller
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.test_restock_subscriptions import DEVICE

PEOPLE = ("ana", "bea", "cem", "dia", "eve")


class Restock:
    """The restock function of a shop: its stream, and its queue."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.services = shop.services
        self.process: ProcessRestock = process_restock(shop.services)
        arn = shop.engine.stream_arn(shop.services.settings.catalog_table)
        mapping = EventSourceMapping(self.process, on_failure=_failed, filters=CATALOG_CHANGES)
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


def _failed(records: Any) -> None:
    raise AssertionError(f"{len(records)} records failed for good")


@pytest.fixture
def restock(secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock) -> Restock:
    """Five people agreed to e-mail; tea is sold out, and the kind restock is on."""
    shop = Shop(secret, services, engine)
    shop.settings(sandbox=False, kinds={"restock": {"on": True}})
    for each in PEOPLE:
        shop.consents(each, "email")
    secret.put("/v1/items/tea", json={"title": "Tea", "price": 10}).raise_for_status()
    made = Restock(shop)
    made.stock(0)
    made.run()
    clock.advance(seconds=1)
    return made


def all_ask(restock: Restock, clock: Clock, people: tuple[str, ...] = PEOPLE) -> None:
    for each in people:
        restock.asks(each)
        clock.advance(seconds=1)


def back(restock: Restock, clock: Clock, quantity: int, **more: Any) -> list[str]:
    restock.stock(quantity, **more)
    restock.run()
    clock.advance(seconds=1)
    return restock.notified()


def test_as_many_are_notified_as_there_is_stock_those_first_who_asked_first(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["ana", "bea"]
    assert restock.notified() == []


def test_the_next_wave_comes_after_half_an_hour_with_stock_read_anew(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["ana", "bea"]
    clock.advance(seconds=1_700)
    restock.run()
    assert restock.notified() == []
    restock.stock(1)
    clock.advance(seconds=200)
    restock.run()
    assert restock.notified() == ["cem"]


def test_people_of_several_waves_get_the_alerts_of_one(restock: Restock, clock: Clock) -> None:
    """No tool asked for hours: all who were planned meanwhile are ready, for one piece."""
    all_ask(restock, clock)
    restock.stock(1)
    for _ in range(10):
        restock.run()
        clock.advance(seconds=1_800)
    assert len(restock.notified()) == 1
    assert restock.notified() == []
    waits = [each for each in restock.shop.decided() if each[2:] == ("ready", "no_alert_left")]
    clock.advance(seconds=1_860)
    restock.run()
    assert len(restock.notified()) == 1, "the next wave comes, though those before were in vain"
    assert len(waits) <= 1


def test_who_is_left_of_an_earlier_return_gets_an_alert_of_the_newest(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, PEOPLE[:3])
    restock.stock(3)
    restock.run()
    restock.stock(0)
    restock.stock(1)
    assert restock.notified() == [], "the wave of this return has not begun"
    clock.advance(seconds=1_860)
    restock.run()
    assert len(restock.notified()) == 1


def test_an_old_wave_alerts_no_more_people_than_there_is_stock_for_now(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    restock.stock(4)
    restock.run()
    clock.advance(seconds=2_700)
    restock.stock(2)
    assert len(restock.notified()) == 2


def test_people_who_wait_for_an_alert_hold_up_no_other_nudge(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock)
    restock.stock(1)
    for _ in range(5):
        restock.run()
        clock.advance(hours=1)
    restock.shop.settings(kinds={"abandoned_cart": {"on": True}})
    restock.shop.consents("fay", "email")
    restock.shop.track("Product Added", "mug", userId="fay")
    clock.advance(hours=1)
    restock.shop.sweep()
    kinds = [each["kind"] for _ in range(5) for each in restock.shop.lease(limit=1)["nudges"]]
    assert kinds == ["restock", "abandoned_cart"]


def test_no_wave_follows_where_no_person_waits(restock: Restock, clock: Clock) -> None:
    restock.stock(5)
    assert restock.run() == 1
    clock.advance(days=1)
    assert restock.run() == 0


def test_a_message_that_comes_twice_is_sent_on_once(restock: Restock, clock: Clock) -> None:
    all_ask(restock, clock)
    restock.stock(2)
    restock.run()
    level = restock.services.storage.stock.find("tea")[0]
    first = message_of(Progress(Wave(Transition("tea", "online", level.restocked_at))))
    restock.process.work(first)
    assert len(restock.waiting()) == 1

    def twice(message: dict[str, Any]) -> None:
        restock.process.work(message)
        restock.process.work(message)

    clock.advance(seconds=901)
    assert restock.services.restock_queue.hand_over(twice) == 1
    assert len(restock.waiting()) == 1


def test_each_is_notified_once_and_again_only_if_they_ask_again(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    assert back(restock, clock, 5) == ["ana"]
    assert back(restock, clock, 0) == []
    clock.advance(days=1)
    assert back(restock, clock, 5) == []
    back(restock, clock, 0)
    assert restock.asks("ana") == "active"
    clock.advance(days=1)
    assert back(restock, clock, 5) == ["ana"]


def test_stock_that_is_gone_before_the_hand_over_notifies_no_one_and_keeps_the_place(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana", "bea"))
    restock.stock(2)
    restock.run()
    restock.stock(0)
    assert restock.notified() == []
    assert restock.shop.decided("ana")[-1][2:] == ("cancelled", "sold_out")
    clock.advance(hours=1)
    assert back(restock, clock, 2) == ["ana", "bea"]


def test_a_backorder_is_no_return(restock: Restock, clock: Clock) -> None:
    all_ask(restock, clock, ("ana",))
    assert back(restock, clock, 5, backorder=True) == []
    assert back(restock, clock, 5) == ["ana"]


def test_a_store_concerns_those_who_named_it(restock: Restock, clock: Clock) -> None:
    restock.asks("ana")
    restock.asks("bea", location="store-12")
    assert back(restock, clock, 5, location="store-12") == ["bea"]
    assert back(restock, clock, 5) == ["ana"]


def test_people_who_cannot_be_reached_keep_their_place_and_take_nothing(
    restock: Restock, clock: Clock
) -> None:
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    restock.shop.api.put(
        "/v1/customers/ana/preferences", json={"consent": {"email": False}}
    ).raise_for_status()
    all_ask(restock, clock)
    assert back(restock, clock, 2) == ["bea", "cem"]
    assert alerts(restock) == (2, 2)
    restock.shop.consents("ana", "email")
    clock.advance(seconds=1_900)
    restock.run()
    assert restock.notified() == ["ana", "dia"]


@pytest.mark.parametrize("order", ["time", "affinity"])
def test_who_never_passes_does_not_hold_up_those_behind(
    restock: Restock, clock: Clock, order: str
) -> None:
    """The first one's address is suppressed: else each wave of one alert is for them alone."""
    restock.shop.settings(restock_order=order)
    all_ask(restock, clock, PEOPLE[:2])
    contact = {"email": "ana@example.com"}
    restock.shop.api.put("/v1/customers/ana/contact", json=contact).raise_for_status()
    body = {"channel": "email", "addresses": ["ana@example.com"]}
    restock.shop.api.post("/v1/suppressions", json=body).raise_for_status()
    restock.shop.settings(kinds={"restock": {"channels": ["email"]}})
    assert back(restock, clock, 1) == []
    for _ in range(3):
        clock.advance(hours=2)
        restock.run()
    assert restock.notified() == ["bea"]


def test_waves_that_are_planned_and_reach_no_one_end(restock: Restock, clock: Clock) -> None:
    restock.shop.settings(kinds={"restock": {"holdout": 1.0}})
    all_ask(restock, clock, PEOPLE[:1])
    assert back(restock, clock, 1) == []
    for _ in range(40):
        clock.advance(hours=12)
        restock.run()
    assert restock.waiting() == []
    held_out = [each for each in restock.shop.decided() if each[2] == "held_out"]
    assert 1 <= len(held_out) <= MAX_IDLE + 1


def test_who_ends_the_wish_or_bought_the_item_is_not_notified(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana", "bea", "cem"))
    restock.stock(3)
    restock.run()
    path = "/v1/items/tea/restock-subscriptions"
    restock.shop.api.delete(path, params={"user_id": "ana"}).raise_for_status()
    clock.advance(seconds=1)
    order = {"order_id": "o1", "products": [{"product_id": "tea"}]}
    restock.shop.track("Order Completed", userId="bea", properties=order)
    assert restock.notified() == ["cem"]
    assert restock.shop.decided("ana")[-1][2:] == ("cancelled", "not_subscribed")
    assert restock.shop.decided("bea")[-1][2:] == ("cancelled", "bought")


def test_channels_that_were_not_asked_for_are_not_used(restock: Restock, clock: Clock) -> None:
    restock.shop.consents("ana", "email", "push")
    restock.asks("ana", channels=["push"])
    assert back(restock, clock, 1) == []
    assert restock.notified("push") == ["ana"]


def test_an_alert_that_was_not_sent_gives_place_and_allowance_back(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    restock.stock(1)
    restock.run()
    (nudge,) = restock.shop.lease()["nudges"]
    assert alerts(restock) == (1, 1)
    restock.shop.outcome(nudge["nudge_id"], "not_sent")
    assert alerts(restock) == (1, 0)
    clock.advance(seconds=1)
    assert restock.notified() == ["ana"]
    assert alerts(restock) == (1, 1)


def test_a_leased_alert_is_not_called_back_because_its_subscription_ended(
    restock: Restock, clock: Clock
) -> None:
    all_ask(restock, clock, ("ana",))
    restock.stock(1)
    restock.run()
    (nudge,) = restock.shop.lease()["nudges"]
    restock.shop.track("Product Added", "mug")
    clock.advance(seconds=15)
    restock.shop.sweep()
    assert restock.shop.lease()["cancelled"] == []
    restock.stock(0)
    restock.shop.track("Order Completed", "mug")
    clock.advance(seconds=15)
    restock.shop.sweep()
    assert [each["nudge_id"] for each in restock.shop.lease()["cancelled"]] == [nudge["nudge_id"]]


def test_a_visitor_is_shown_it_on_the_site_and_once(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    path = "/v1/items/tea/restock-subscriptions"
    publishable.post(path, json={"anonymous_id": DEVICE}).raise_for_status()
    restock.stock(1)
    restock.run()
    shown = publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"]
    assert [(each["kind"], each["items"][0]["item_id"]) for each in shown] == [("restock", "tea")]
    answer = publishable.post(
        f"/v1/nudges/{shown[0]['nudge_id']}/outcome", json={"outcome": "shown"}
    )
    assert answer.status_code == 200, answer.text
    rows = restock.services.storage.subscriptions
    assert [each.state for each in rows.find(_visitor())] == ["notified"]


def test_no_more_pages_display_it_than_the_wave_has_alerts(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    devices = [DEVICE, DEVICE.replace("0001", "0002")]
    for device in devices:
        path = "/v1/items/tea/restock-subscriptions"
        publishable.post(path, json={"anonymous_id": device}).raise_for_status()
        clock.advance(seconds=1)
    restock.stock(2)
    restock.run()
    clock.advance(seconds=1)

    def displayed() -> list[int]:
        paths = [f"/v1/visitors/{device}/nudges" for device in devices]
        return [len(publishable.get(path).json()["nudges"]) for path in paths]

    assert displayed() == [1, 1], "an allowance of two"
    assert displayed() == [1, 1], "to read again takes no other alert"
    assert alerts(restock) == (2, 2)


def test_a_page_does_not_get_it_while_no_alert_is_left(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    path = "/v1/items/tea/restock-subscriptions"
    publishable.post(path, json={"anonymous_id": DEVICE}).raise_for_status()
    restock.stock(1)
    restock.run()
    clock.advance(seconds=1)
    tea = Transition("tea", "online", _version(restock))
    assert restock.services.storage.waves.take(tea, old_from=0, at_most=0)
    assert publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"] == []
    waiting = publishable.get(f"/v1/visitors/{DEVICE}/restock-subscriptions").json()
    assert len(waiting["subscriptions"]) == 1


def test_a_join_of_names_notifies_the_customer_once(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    path = "/v1/items/tea/restock-subscriptions"
    publishable.post(path, json={"anonymous_id": DEVICE}).raise_for_status()
    restock.shop.services.storage.subscriptions.get(_visitor(), "tea")
    clock.advance(seconds=1)
    body = {"userId": "ana", "anonymousId": DEVICE, "messageId": "i1"}
    restock.shop.api.post("/v1/identify", json=body).raise_for_status()
    clock.advance(seconds=1)
    restock.asks("ana", channels=["email"])
    assert back(restock, clock, 5) == ["ana"]
    assert restock.notified() == []
    assert back(restock, clock, 0) == []
    assert back(restock, clock, 5) == []


def _version(restock: Restock) -> int:
    place = ("tea", "online")
    return restock.services.storage.stock.get([place])[place].restocked_at


def alerts(restock: Restock) -> tuple[int, int]:
    """How many alerts the newest wave allows, and has given."""
    found = restock.services.storage.waves.get(Transition("tea", "online", 0))
    assert found is not None
    return found.allowance, found.taken


def _visitor() -> Any:
    from functions.domain.person import visitor  # noqa: PLC0415 one use

    return visitor(DEVICE)


def test_affinity_knows_what_was_viewed_a_moment_ago(restock: Restock, clock: Clock) -> None:
    """A few views wait until they are folded into the profile; they count before that."""
    restock.shop.settings(restock_order="affinity")
    all_ask(restock, clock)
    restock.shop.track("Product Viewed", "tea", userId="eve")
    assert back(restock, clock, 1) == ["eve"]
