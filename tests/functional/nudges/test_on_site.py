"""Nudges that a page shows: to the person whose they are, and to no other."""

import pytest

from functions.domain.nudges.nudge import NudgeId
from functions.services.access.trust import HEADER
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.test_tokens import token_of

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
OTHER = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0002"


@pytest.fixture
def nudge_id(shop: Shop, publishable: TestClient, clock: Clock) -> str:
    """The nudge that a visitor is shown, who left a cart an hour ago."""
    shop.track("Product Added", "mug", client=publishable, anonymousId=DEVICE)
    clock.advance(hours=1)
    assert shop.sweep() == {"ready": 1}
    (nudge,) = publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"]
    assert (nudge["channel"], nudge["anonymous_id"]) == ("onsite", DEVICE)
    return str(nudge["nudge_id"])


def test_it_is_shown_to_its_visitor_until_dismissed(
    shop: Shop, publishable: TestClient, nudge_id: str, clock: Clock
) -> None:
    path = f"/v1/nudges/{nudge_id}/outcome"
    assert publishable.post(path, json={"outcome": "shown"}).json()["state"] == "sent"
    assert publishable.post(path, json={"outcome": "dismissed"}).status_code == 200
    assert publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"] == []
    clock.advance(days=3)
    assert shop.sweep() == {}


def test_a_page_reports_what_its_own_user_did_and_no_more(
    publishable: TestClient, nudge_id: str
) -> None:
    path = f"/v1/nudges/{nudge_id}/outcome"
    assert publishable.post(path, json={"outcome": "converted"}).status_code == 403
    assert publishable.post("/v1/nudges/lease", json={"channel": "email"}).status_code == 403
    assert publishable.get(f"/v1/visitors/{OTHER}/nudges").json()["nudges"] == []
    assert publishable.get("/v1/visitors/1234/nudges").status_code == 403
    assert publishable.get("/v1/customers/ana/nudges").status_code == 403
    assert publishable.get("/v1/customers/ana/nudges/explain").status_code == 403
    assert publishable.put("/v1/settings/nudges", json={"valve": 1}).status_code == 403


def test_a_customers_nudge_is_not_shown_by_the_id_of_a_device(
    shop: Shop, publishable: TestClient, nudge_id: str
) -> None:
    identify = {"userId": "ana", "anonymousId": DEVICE, "messageId": "i1"}
    shop.api.post("/v1/identify", json=identify).raise_for_status()
    assert publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"] == []
    path = f"/v1/nudges/{nudge_id}/outcome"
    assert publishable.post(path, json={"outcome": "clicked"}).json()["state"] == "merged"


def test_what_is_no_nudge_is_not_found(secret: TestClient) -> None:
    for text in ("x", "bm8", "W10", "%00", "a" * 900):
        answer = secret.post(f"/v1/nudges/{text}/outcome", json={"outcome": "sent"})
        assert answer.status_code == 404


def test_a_page_gets_what_it_may_show_without_a_second_question(
    shop: Shop, publishable: TestClient, clock: Clock
) -> None:
    mug = {"title": "Mug", "price": 9, "currency": "EUR", "url": "https://x.test/mug"}
    shop.api.put("/v1/items/mug", json={**mug, "image_url": "https://x.test/mug.png"})
    shop.settings(kinds={"abandoned_cart": {"on": True, "incentive_from": 1}})
    codes = {"codes": ["SAVE-1"], "expires_at": clock.now + 86_400_000}
    shop.api.post("/v1/incentive-codes", json=codes).raise_for_status()
    shop.track("Product Added", "mug", client=publishable, anonymousId=OTHER)
    clock.advance(hours=1)
    shop.sweep()
    answer = publishable.get(f"/v1/visitors/{OTHER}/nudges")
    (nudge,) = answer.json()["nudges"]
    (item,) = nudge["content"]["items"]
    assert (item["title"], item["price"], item["image_url"]) == ("Mug", 9, "https://x.test/mug.png")
    token = nudge["content"]["cart"].rpartition("/")[2]
    cart = publishable.get(f"/v1/cart-links/{token}").json()
    assert [line["item_id"] for line in cart["items"]] == ["mug"]
    assert "SAVE-1" not in answer.text, "a code is taken by a hand-over, not by each look"
    assert answer.headers["cache-control"] == "private, no-store"


def test_what_a_page_reports_again_and_again_is_one_answer_an_hour(
    shop: Shop, publishable: TestClient, nudge_id: str, clock: Clock
) -> None:
    path = f"/v1/nudges/{nudge_id}/outcome"
    for second in range(50):
        more = {"at": clock.now - second} if second % 2 else {"machine": second < 20}
        publishable.post(path, json={"outcome": "clicked", **more}).raise_for_status()
        clock.advance(seconds=1)
    found = shop.services.storage.nudge_answers.find(NudgeId.from_text(nudge_id))
    assert len(found) <= 4, "the first, by which it counts as shown, and two for each hour"


def test_a_page_shows_no_nudge_before_it_was_decided(
    shop: Shop, publishable: TestClient, nudge_id: str
) -> None:
    path = f"/v1/nudges/{nudge_id}/outcome"
    publishable.post(path, json={"outcome": "shown", "at": 0}).raise_for_status()
    nudge = NudgeId.from_text(nudge_id)
    found = shop.services.storage.nudges.find([nudge])[nudge]
    assert found.handed_over_at == found.decided_at


def test_a_page_that_knows_a_customers_former_id_reports_what_it_shows(
    shop: Shop, publishable: TestClient, clock: Clock
) -> None:
    shop.settings(kinds={"abandoned_cart": {"on": True, "channels": ["onsite"]}})
    shop.track("Product Added", "mug")
    clock.advance(seconds=5)
    alias = {"type": "alias", "userId": "new", "previousId": "ana", "messageId": "a1"}
    shop.api.post("/v1/batch", json={"batch": [alias]}).raise_for_status()
    clock.advance(hours=1)
    shop.sweep()
    former, other = ({HEADER: token_of(each, shop.services, clock)} for each in ("ana", "bea"))
    (nudge,) = publishable.get("/v1/customers/ana/nudges", headers=former).json()["nudges"]
    path = f"/v1/nudges/{nudge['nudge_id']}/outcome"
    shown = {"outcome": "shown"}
    assert publishable.post(path, json=shown, headers=other).status_code == 403
    assert publishable.post(path, json=shown).status_code == 403
    assert publishable.post(path, json=shown, headers=former).json()["state"] == "sent"
