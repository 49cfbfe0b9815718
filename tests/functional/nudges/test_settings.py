"""Settings that are given in other letters or forms have the effect that they were given for."""

from typing import Any

import pytest

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


def put(shop: Shop, **changes: Any) -> Any:
    return shop.api.put("/v1/settings/nudges", json=changes)


def test_an_effect_of_orders_is_added_to_the_others_in_any_letters(
    shop: Shop, clock: Clock
) -> None:
    shop.settings(order_effects={"Processing": "pauses"})
    effects = shop.api.get("/v1/settings/nudges").json()["settings"]["order_effects"]
    assert (effects["processing"], effects["on-hold"], effects["failed"]) == (
        "pauses",
        "pauses",
        "keeps",
    )
    shop.track("Product Added", "mug")
    report = {"order_id": "o1", "status": "PROCESSING"}
    shop.track("Order Completed", "mug", properties=report)
    clock.advance(hours=1.1)
    assert shop.sweep() == {}
    shop.track("Order Updated", "mug", properties={"order_id": "o1", "status": "Completed"})
    clock.advance(hours=24)
    assert shop.sweep() == {"cancelled": 1}


def test_an_origin_is_thanked_in_any_letters(shop: Shop, clock: Clock) -> None:
    shop.settings(thanked_origins=["B2B "], kinds={"post_purchase": {"on": True}})
    clock.advance(seconds=1)
    shop.track("Order Completed", "mug", properties={"order_id": "o1", "origin": "b2b"})
    clock.advance(days=3, seconds=1)
    assert shop.sweep() == {"ready": 1}


@pytest.mark.parametrize("listed", [" ANA@Example.com", "ana@EXAMPLE.com.", " ana "])
def test_the_allow_list_knows_an_address_by_every_spelling(
    shop: Shop, clock: Clock, listed: str
) -> None:
    shop.settings(sandbox=True, allow_list=[listed])
    contact = {"email": "Ana@example.com"}
    shop.api.put("/v1/customers/ana/contact", json=contact).raise_for_status()
    shop.track("Product Added", "mug")
    clock.advance(hours=1.1)
    assert shop.sweep() == {"ready": 1}
    assert len(shop.lease()["nudges"]) == 1


def test_the_allow_list_knows_a_phone_by_every_spelling(shop: Shop, clock: Clock) -> None:
    shop.settings(sandbox=True, allow_list=["+34 600 111 222"])
    contact = {"phone": "0034600111222"}
    shop.api.put("/v1/customers/ana/contact", json=contact).raise_for_status()
    shop.consents("ana", "sms")
    shop.track("Product Added", "mug")
    clock.advance(hours=1.1)
    assert shop.sweep() == {"ready": 1}
    assert len(shop.lease("sms")["nudges"]) == 1


@pytest.mark.parametrize("delays", [[3600, 0], [3600, 86_400, 60], [60, 60, 60]])
def test_steps_that_would_come_together_are_refused(shop: Shop, delays: list[int]) -> None:
    answer = put(shop, kinds={"abandoned_cart": {"delays_s": delays}})
    assert answer.status_code == 422
    assert "must rise from the second on" in answer.json()["detail"]


@pytest.mark.parametrize("delays", [[0], [3600, 60], [86_400, 60, 61]])
def test_the_second_delay_may_be_below_the_first(shop: Shop, delays: list[int]) -> None:
    """The first is counted from the silence, the others from the first step."""
    assert put(shop, kinds={"abandoned_cart": {"delays_s": delays}}).status_code == 200


def test_a_cap_of_the_shops_own_page_is_refused_as_it_would_do_nothing(shop: Shop) -> None:
    answer = put(shop, caps={"onsite": {"count": 0, "seconds": 60}})
    assert answer.status_code == 422
    assert "onsite" in answer.json()["detail"]


def test_a_closed_valve_holds_what_a_block_had_left(shop: Shop, clock: Clock) -> None:
    """A process takes hand-overs in blocks; a lower valve ends the block."""
    for user in ("ana", "bob"):
        shop.consents(user, "email")
        shop.track("Product Added", "mug", userId=user)
    clock.advance(hours=1.1)
    shop.sweep()
    assert len(shop.lease(limit=1)["nudges"]) == 1
    shop.settings(valve=0)
    assert shop.lease()["nudges"] == []
