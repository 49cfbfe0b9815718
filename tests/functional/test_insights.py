"""The report on left carts and nudges: recomputed from the lake, and read over the API."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.nudges.kinds import Kind
from functions.domain.person import customer
from functions.retrain.insights import WriteInsights
from functions.services.erasure.sweep import Sweep
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.stores import drain
from tests.functional.test_customers import DEVICE, record
from tests.unit.builders import NOON

Nudge = Callable[..., dict[str, Any]]
HOUR, DAY = 3_600_000, 86_400_000
PHONE = {"device": {"type": "ios"}}


def act(n: int, event: str, **properties: Any) -> dict[str, Any]:
    product = {"product_id": "tea", "price": 5.0, "quantity": 2, "currency": "EUR"}
    body = {"type": "track", "messageId": f"m{n}", "event": event, "context": PHONE}
    return {**body, "properties": {**product, **properties}}


def carts(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/insights/abandonment", params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


def lift(client: TestClient, kind: Kind) -> dict[str, Any]:
    answer = client.get("/v1/insights/attribution")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["lift"][kind]
    return found


def written(services: LaptopServices, engine: Engine, clock: Clock) -> None:
    drain(services, engine)
    WriteInsights(services)()
    clock.advance(seconds=60)  # a reader keeps the last report for a minute


def test_before_the_first_training_there_is_no_report(secret: TestClient) -> None:
    assert secret.get("/v1/insights/abandonment").status_code == 404


def test_only_the_shop_reads_the_report(publishable: TestClient) -> None:
    assert publishable.get("/v1/insights/abandonment").status_code == 403


def test_a_guests_cart_that_the_customer_buys_on_another_channel_is_no_loss(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    record(publishable, {**act(1, "Product Added"), "anonymousId": DEVICE})
    coupon = {**act(2, "Coupon Denied", coupon_id="X"), "anonymousId": DEVICE}
    record(publishable, coupon)
    clock.advance(hours=2)
    written(services, engine, clock)
    (left,) = carts(secret)
    assert left == {
        "day": None,
        "channel": "app",
        "known_by": "library",
        "device": "mobile",
        "step": "cart",
        "reason": "coupon_refused",
        "currency": "EUR",
        "lost": {"carts": 1, "value": 10.0},
        "returned": {"carts": 0, "value": 0.0},
        "recovered": {"carts": 0, "value": 0.0},
    }
    identify = {"type": "identify", "messageId": "i", "userId": "ana", "anonymousId": DEVICE}
    order = {**act(3, "Order Completed", order_id="o1", total=8.5), "userId": "ana"}
    record(secret, identify, {**order, "context": {"channel": "store"}})
    written(services, engine, clock)
    (left,) = carts(secret, by=["reason"])
    assert (left["lost"]["carts"], left["returned"]) == (0, {"carts": 1, "value": 8.5})
    assert carts(secret, last_day="2020-01-01") == []


def test_crawlers_and_people_who_object_leave_no_carts(
    publishable: TestClient,
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    bot = {"userAgent": "Googlebot/2.1"}
    record(publishable, {**act(1, "Product Added"), "anonymousId": DEVICE, "context": bot})
    no = {"consent": {"categoryPreferences": {"Personalization": False}}}
    record(secret, {**act(2, "Product Added"), "userId": "bea", "context": no})
    clock.advance(hours=2)
    written(services, engine, clock)
    assert carts(secret) == []


@pytest.fixture
def nudge(services: LaptopServices) -> Nudge:
    """Puts a line about a nudge into the lake, as the stream does."""

    def put(person: str, state: str, at: int, **more: Any) -> dict[str, Any]:
        about = {"id": f"n-{person}", "kind": "abandoned_cart", "start": NOON, "step": 1}
        about |= {"holdout": 0.5, **more}
        line = {
            "message_id": f"n-{person}#{state}",
            "person": customer(person).key,
            "type": "nudge",
            "name": "Nudge",
            "channel": "email",
            "at": at,
            "received_at": at,
            "verified": True,
            "learn": True,
            "items": [],
            "nudge": {**about, "state": state},
        }
        assert services.lake.append([line]) == set()
        return line

    return put


def test_an_order_counts_for_the_last_touch_and_a_refund_takes_it_back(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock, nudge: Nudge
) -> None:
    record(secret, {**act(1, "Product Added"), "userId": "ana"})
    nudge("ana", "ready", NOON + HOUR)
    nudge("ana", "sent", NOON + HOUR + 1)
    nudge("bea", "held_out", NOON + HOUR)
    clock.advance(hours=3)
    record(secret, {**act(2, "Order Completed", order_id="o1", total=10.0), "userId": "ana"})
    written(services, engine, clock)
    (left,) = carts(secret)
    assert left["recovered"] == {"carts": 1, "value": 10.0}
    found = lift(secret, "abandoned_cart")
    assert found["treated"] == {"people": 1, "bought": 1, "value": 10.0, "rate": 1.0}
    assert (found["held_out"]["people"], found["difference"]) == (1, 1.0)
    back = {**act(3, "Order Refunded", order_id="o1"), "userId": "ana"}
    del back["properties"]["product_id"]
    record(secret, back)
    written(services, engine, clock)
    (left,) = carts(secret)
    assert left["recovered"] == {"carts": 0, "value": 0.0}
    assert lift(secret, "abandoned_cart")["treated"]["bought"] == 0
    assert secret.get("/v1/insights/attribution").json()["converted"] == []


def test_an_erased_person_is_in_no_later_report(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock
) -> None:
    record(secret, {**act(1, "Product Added"), "userId": "ana"})
    clock.advance(hours=2)
    written(services, engine, clock)
    assert len(carts(secret)) == 1
    assert secret.delete("/v1/customers/ana").status_code == 204
    Sweep(services.blobs, services.person_digest, services.clock)()
    written(services, engine, clock)
    assert carts(secret) == []


def test_what_is_older_than_the_bound_of_bytes_is_left_out_and_reported(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock
) -> None:
    record(secret, {**act(1, "Product Added"), "userId": "ana"})
    drain(services, engine)
    clock.advance(hours=2)
    WriteInsights(services, most_bytes=1)()
    answer = secret.get("/v1/insights/abandonment").json()
    assert (answer["complete"], answer["rows"]) == (False, [])


def test_assumed_channels_stand_apart(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock
) -> None:
    record(secret, {**act(1, "Product Added"), "userId": "ana", "context": {"channel": "web"}})
    record(secret, {**act(2, "Product Added"), "userId": "bea", "context": {}})
    clock.advance(hours=2)
    written(services, engine, clock)
    rows = carts(secret, by=["channel"])
    assert sorted((r["channel"], r["known_by"], r["lost"]["carts"]) for r in rows) == [
        ("web", "assumed", 1),
        ("web", "sent", 1),
    ]


def test_arms_are_added_up_in_the_stores_currency(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock, nudge: Nudge
) -> None:
    rates = {"currency": "EUR", "currency_rates": {"USD": Decimal("0.5")}}
    services.settings = services.settings.model_copy(update=rates)
    clock.advance(hours=3)
    for n, (name, currency) in enumerate((("ana", "EUR"), ("bea", "USD"), ("cem", "JPY"))):
        nudge(name, "ready", NOON + HOUR)
        nudge(name, "sent", NOON + HOUR + 1)
        order = act(n, "Order Completed", order_id=f"o{n}", total=10, currency=currency)
        record(secret, {**order, "userId": name})
    written(services, engine, clock)
    found = secret.get("/v1/insights/attribution").json()
    assert (found["currency"], found["left_out"]) == ("EUR", {"JPY": 1})
    treated = found["lift"]["abandoned_cart"]["treated"]
    assert (treated["people"], treated["bought"], treated["value"]) == (3, 3, 15)


def test_who_was_assigned_before_anyone_could_be_held_out_is_not_compared(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock, nudge: Nudge
) -> None:
    """Else a time without a holdout, of other sales, would be compared with one that has it."""
    clock.advance(hours=3)
    nudge("ana", "ready", NOON + HOUR, holdout=0.0)
    nudge("bea", "ready", NOON + 2 * HOUR, holdout=0.5)
    nudge("cem", "held_out", NOON + 2 * HOUR, holdout=0.5)
    written(services, engine, clock)
    found = lift(secret, "abandoned_cart")
    assert (found["treated"]["people"], found["held_out"]["people"]) == (1, 1)
