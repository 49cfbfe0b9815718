"""Two ids of one customer joined by the shop, and parted again: nothing is lost on the way."""

from typing import Any

import pytest

from functions.domain.names import MAX_JOINED
from functions.domain.person import customer, visitor
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


class Shop:
    """Sends calls one after the other, five seconds apart."""

    def __init__(self, client: TestClient, clock: Clock) -> None:
        self.client, self.clock, self.sent = client, clock, 0

    def __call__(self, kind: str, **body: Any) -> dict[str, Any]:
        self.clock.advance(seconds=5)
        self.sent += 1
        call = {"messageId": f"s{self.sent}", **body}
        answer = self.client.post(f"/v1/{kind}", json=call)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def alias(self, user_id: str, previous_id: str, **more: Any) -> dict[str, Any]:
        return self("alias", userId=user_id, previousId=previous_id, **more)

    def adds(self, user_id: str, item_id: str, **more: Any) -> None:
        named = {"event": "Product Added", "properties": {"product_id": item_id}}
        self("track", userId=user_id, **named, **more)

    def prefers(self, user_id: str, **body: Any) -> None:
        self.clock.advance(seconds=5)
        path = f"/v1/customers/{user_id}/preferences"
        self.client.put(path, json=body).raise_for_status()

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/v1/customers/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cart(self, user_id: str) -> set[str]:
        return {item["item_id"] for item in self.get(f"{user_id}/cart")["items"]}

    def consent(self, user_id: str) -> dict[str, bool]:
        return dict(self.get(f"{user_id}/preferences")["consent"])


@pytest.fixture
def shop(secret: TestClient, clock: Clock) -> Shop:
    return Shop(secret, clock)


def test_both_names_answer_for_one_customer(shop: Shop) -> None:
    shop("identify", userId="old", anonymousId=DEVICE, traits={"city": "Lima", "tier": "gold"})
    shop.adds("old", "cup")
    shop("identify", userId="new", traits={"city": "Quito"})
    shop.adds("new", "mug")
    shop.alias("new", "old")
    for name in ("new", "old"):
        page = shop.get(name)
        assert page["user_id"] == "new"
        assert page["traits"] == {"city": "Quito", "tier": "gold"}
        assert {each["id"] for each in page["linked"]} == {"old", DEVICE}
        assert shop.cart(name) == {"cup", "mug"}


def test_an_alias_the_other_way_round_changes_nothing(shop: Shop) -> None:
    shop.adds("a", "cup")
    shop.alias("b", "a")
    shop.alias("a", "b")
    shop.alias("a", "a")
    assert [shop.get(name)["user_id"] for name in "ab"] == ["b", "b"]
    assert [shop.cart(name) for name in "ab"] == [{"cup"}, {"cup"}]


def test_a_chain_of_names_is_one_hop(shop: Shop, services: LaptopServices) -> None:
    shop.adds("a", "cup")
    shop.alias("b", "a")
    shop.alias("c", "b")
    identity = services.storage.identity
    assert [identity.names_under(name).moved_to for name in "abc"] == ["c", "c", None]
    assert [shop.cart(name) for name in "abc"] == [{"cup"}] * 3


NO, YES = {"email": False}, {"email": True}


@pytest.mark.parametrize(("old", "new"), [(NO, YES), (YES, NO), (NO, {}), ({}, NO)])
@pytest.mark.parametrize("first", ["old", "new"])
def test_of_two_answers_the_no_wins(
    shop: Shop, old: dict[str, bool], new: dict[str, bool], first: str
) -> None:
    answers = {"old": old, "new": new}
    for name in sorted(answers, key=lambda name: name != first):
        if answers[name]:
            shop.prefers(name, consent=answers[name])
    shop.alias("new", "old")
    assert [shop.consent(name)["email"] for name in answers] == [False, False]


def test_personalization_that_was_off_stays_off(shop: Shop, services: LaptopServices) -> None:
    shop.adds("old", "cup")
    shop.prefers("old", personalization="off")
    shop.alias("new", "old")
    assert shop.get("new/preferences")["personalization"] == "off"
    profile, _ = services.storage.profiles.get(customer("new"))
    assert not profile.personal


def test_a_yes_is_joined_and_one_given_later_outlasts_a_retry(shop: Shop) -> None:
    shop.prefers("old", consent={"sms": True, "email": False})
    shop.alias("new", "old", messageId="the-alias")
    assert shop.consent("new") == {"email": False, "push": False, "sms": True, "whatsapp": False}
    shop.prefers("old", consent={"email": True})
    shop.alias("new", "old", messageId="the-alias")
    assert shop.consent("new")["email"]


def test_what_is_reported_under_the_old_name_counts(shop: Shop, services: LaptopServices) -> None:
    shop.alias("new", "old")
    shop("identify", userId="old", anonymousId=DEVICE, traits={"city": "Lima"})
    shop.adds("old", "cup")
    shop("track", userId="old", event="Unsubscribed", properties={"channel": "sms"})
    assert shop.get("new")["traits"] == {"city": "Lima"}
    assert shop.cart("new") == {"cup"}
    assert services.storage.identity.names("new").devices == [visitor(DEVICE)]
    preferences, _ = services.storage.preferences.get(customer("new"))
    assert not preferences["sms"].value


def test_an_alias_can_be_undone(shop: Shop, secret: TestClient) -> None:
    shop.adds("old", "cup")
    shop.alias("older", "oldest")
    shop.adds("oldest", "jug")
    shop.alias("old", "older")
    shop.adds("new", "mug")
    shop.prefers("new", consent={"email": True})
    shop.alias("new", "old")
    shop("identify", userId="old", anonymousId=DEVICE)
    shop("identify", userId="new", anonymousId=DEVICE.replace("0001", "0002"))
    assert shop.cart("new") == {"cup", "jug", "mug"}
    assert secret.delete("/v1/customers/new/aliases/nobody").status_code == 404
    assert secret.delete("/v1/customers/new/aliases/old").status_code == 204
    carts = {name: shop.cart(name) for name in ("new", "old", "oldest")}
    assert carts == {"new": {"mug"}, "old": {"cup", "jug"}, "oldest": {"cup", "jug"}}
    linked = {name: {each["id"] for each in shop.get(name)["linked"]} for name in ("new", "old")}
    assert linked == {"new": {DEVICE.replace("0001", "0002")}, "old": {"older", "oldest", DEVICE}}
    assert not shop.consent("old")["email"]
    assert secret.delete("/v1/customers/new/aliases/old").status_code == 404
    shop.alias("new", "old")
    assert shop.cart("old") == {"cup", "jug", "mug"}


def test_past_the_bound_nothing_is_joined_and_the_answer_says_so(
    shop: Shop, services: LaptopServices
) -> None:
    for number in range(MAX_JOINED):
        assert shop.alias("new", f"old-{number}")["warnings"] == []
    shop.adds("last", "cup")
    (warning,) = shop.alias("new", "last")["warnings"]
    assert (warning["index"], warning["field"]) == (0, "previousId")
    assert str(MAX_JOINED) in warning["reason"]
    card = {"externalIds": [{"type": "loyalty", "id": "1"}]}
    (warning,) = shop("identify", userId="new", context=card)["warnings"]
    assert warning["field"] == "context.externalIds"
    assert shop.cart("last") == {"cup"}
    assert shop.cart("new") == set()


def test_an_erasure_takes_every_name(shop: Shop, secret: TestClient) -> None:
    shop.adds("old", "cup")
    shop.alias("new", "old")
    shop("identify", userId="old", anonymousId=DEVICE)
    assert secret.delete("/v1/customers/old").status_code == 204
    assert [shop.cart(name) for name in ("new", "old")] == [set(), set()]
    assert secret.get("/v1/customers/new").status_code == 404
