"""An item that is back, shown on the site: a page takes the alert when it displays the nudge."""

from functions.domain.nudges.restock.wave import Transition
from functions.domain.person import Person, visitor
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock, alerts, back
from tests.functional.test_restock_subscriptions import DEVICE


def _asks(page: TestClient, device: str = DEVICE) -> None:
    path = "/v1/items/tea/restock-subscriptions"
    page.post(path, json={"anonymous_id": device}).raise_for_status()


def test_a_visitor_is_shown_it_on_the_site_and_once(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    _asks(publishable)
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
        _asks(publishable, device)
        clock.advance(seconds=1)
    restock.stock(3)
    restock.run()
    clock.advance(seconds=1)

    def displayed() -> list[int]:
        paths = [f"/v1/visitors/{device}/nudges" for device in devices]
        return [len(publishable.get(path).json()["nudges"]) for path in paths]

    assert displayed() == [1, 1], "half of three, rounded up"
    assert displayed() == [1, 1], "to read again takes no other alert"
    assert alerts(restock) == (3, 2)


def test_a_page_does_not_get_it_while_no_alert_is_left(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    _asks(publishable)
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
    _asks(publishable)
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


def _visitor() -> Person:
    return visitor(DEVICE)
