"""Mistakes that other systems made, each as it was seen there."""

from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.nudges.restock_shop import Restock, back

PHONE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
TABLET = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0002"


def test_carts_on_two_devices_of_one_customer_are_one_mail(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug", anonymousId=PHONE)
    shop.track("Product Added", "cup", anonymousId=TABLET)
    for device in (PHONE, TABLET):
        body = {"userId": "ana", "anonymousId": device, "messageId": f"i{device[-1]}"}
        shop.api.post("/v1/identify", json=body).raise_for_status()
    shop.track("Product Added", "pot")
    for _ in range(3):
        clock.advance(hours=1, seconds=1)
        shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    assert {each["item_id"] for each in nudge["items"]} == {"mug", "cup", "pot"}
    assert shop.lease()["nudges"] == []


def test_an_answer_about_one_channel_leaves_the_others(shop: Shop, clock: Clock) -> None:
    path = "/v1/customers/ana/preferences"
    shop.api.put(path, json={"consent": {"sms": True}}).raise_for_status()
    shop.api.put(path, json={"consent": {"sms": False}}).raise_for_status()
    assert shop.api.get(path).json()["consent"]["email"] is True
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    assert len(shop.lease()["nudges"]) == 1


def test_the_sandbox_hands_over_to_no_one_outside_the_allow_list(
    secret: TestClient, shop: Shop, clock: Clock
) -> None:
    shop.settings(sandbox=True)
    assert secret.get("/v1/settings/nudges").json()["settings"]["allow_list"] == []
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    assert shop.lease()["nudges"] == []
    assert shop.decided()[0][2:] == ("suppressed", "sandbox")


def test_settings_that_no_one_changed_are_a_sandbox_with_every_kind_off(
    secret: TestClient,
) -> None:
    found = secret.get("/v1/settings/nudges").json()["settings"]
    assert found["sandbox"] is True
    assert not any(kind["on"] for kind in found["kinds"].values())


def test_an_address_that_a_page_claims_is_written_to_by_no_one(
    shop: Shop, publishable: TestClient, clock: Clock
) -> None:
    shop.api.put("/v1/customers/ana/contact", json={"email": "ana@example.com"}).raise_for_status()
    claim = {"anonymousId": PHONE, "traits": {"email": "eve@example.com"}, "messageId": "i1"}
    publishable.post("/v1/identify", json=claim)
    claim = {**claim, "userId": "ana", "messageId": "i2"}
    publishable.post("/v1/identify", json=claim)
    shop.api.post("/v1/identify", json={**claim, "messageId": "i3"}).raise_for_status()
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    assert [each["to"] for each in shop.lease()["nudges"]] == ["ana@example.com"]


def test_a_variant_that_is_back_notifies_no_one_who_waits_for_another(
    restock: Restock,
    clock: Clock,
) -> None:
    for item in ("tea", "tea-large"):
        body = {"title": "Tea", "price": 10, "group_id": "tea-of-all-sizes"}
        restock.shop.api.put(f"/v1/items/{item}", json=body).raise_for_status()
    restock.stock(0, item="tea-large")
    restock.run()
    restock.asks("ana")
    clock.advance(seconds=1)
    restock.stock(5, item="tea-large")
    restock.run()
    assert restock.notified() == []
    assert back(restock, clock, 5) == ["ana"]
