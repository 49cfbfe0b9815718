"""All lists of one page in one call, and the knobs of a list."""

from typing import Any

import pytest

from functions.api.app import create_app
from functions.domain.recommendation_id import verify
from functions.settings import Settings
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller

pytestmark = pytest.mark.usefixtures("learned")
PATH = "/v1/recommendations/page"
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


def ask(client: TestClient, *placements: dict[str, Any], **person: str) -> list[dict[str, Any]]:
    answer = client.post(PATH, json={"placements": placements, **person})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    lists: list[dict[str, Any]] = answer.json()["recommendations"]
    return lists


def ids(found: dict[str, Any]) -> list[str]:
    return [item["item_id"] for item in found["items"]]


def view(client: TestClient, item_id: str) -> None:
    body = {"event": "Product Viewed", "anonymousId": VISITOR, "properties": {"sku": item_id}}
    assert client.post("/v1/track", json=body).status_code == 200


def test_no_item_stands_twice_on_a_page(publishable: TestClient, services: LaptopServices) -> None:
    view(publishable, "teapot")
    lists = ask(
        publishable,
        {"placement": "home", "n": 3},
        {"placement": "product", "item_id": "beans", "n": 3},
        {"placement": "category", "category": "tea", "n": 9},
        anonymous_id=VISITOR,
    )
    assert [each["placement"] for each in lists] == ["home", "product", "category"]
    shown = [item for each in lists for item in ids(each)]
    assert len(shown) == len(set(shown))
    assert lists[0]["items"][0]["because_item_id"] == "teapot", "one history for the whole page"
    alone = publishable.get(
        "/v1/recommendations", params={"placement": "home", "n": 3, "anonymous_id": VISITOR}
    )
    assert lists[0]["items"] == alone.json()["items"], "the first list gives nothing up"
    assert set(ids(lists[2])) == set(shop.TEA) - set(ids(lists[0]) + ids(lists[1]))
    names = [verify(each["recommendation_id"], services.secrets.get("signing")) for each in lists]
    assert [name and name.placement for name in names] == ["home", "product", "category"]
    assert len({each["recommendation_id"] for each in lists}) == 3


def test_a_variant_counts_as_its_product(secret: TestClient, clock: Clock) -> None:
    for size in ("s", "m", "l"):
        secret.put(f"/v1/items/shirt-{size}", json={"group_id": "shirt", "brand": "Kaldi"})
    clock.advance(seconds=5)
    one = {"placement": "home", "brand": "Kaldi"}
    first, second = ask(secret, one, one)
    assert (len(ids(first)), ids(second)) == (1, [])


def test_a_pin_is_shown_once_on_a_page(secret: TestClient, clock: Clock) -> None:
    secret.put("/v1/rules/r", json={"action": "pin", "item_ids": ["cup"]})
    clock.advance(seconds=60)
    first, second = ask(secret, {"placement": "home", "n": 3}, {"placement": "home", "n": 3})
    assert ids(first)[0] == "cup"
    assert first["items"][0]["reason"] == "pinned"
    assert "cup" not in ids(second)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "placements"),
        ({"placements": []}, "placements"),
        ({"placements": [{"placement": "home"}] * 11}, "placements"),
        ({"placements": [{"placement": "attic"}]}, "placements.0.placement"),
        ({"placements": [{"placement": "home"}, {"placement": "product"}]}, "placements.1.item_id"),
        ({"placements": [{"placement": "home", "n": 101}]}, "placements.0.n"),
        ({"placements": [{"placement": "home", "colour": "red"}]}, "placements.0.colour"),
        ({"placements": [{"placement": "home", "diversity": 2}]}, "placements.0.diversity"),
        ({"placements": [{"placement": "home"}], "user_id": "a\x00b"}, "user_id"),
        ({"placements": [{"placement": "home"}], "cursor": "1"}, "cursor"),
    ],
)
def test_a_page_that_cannot_be_is_refused_with_its_field(
    secret: TestClient, body: dict[str, Any], field: str
) -> None:
    answer = secret.post(PATH, json=body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_customers_page_is_not_for_other_people(publishable: TestClient) -> None:
    body = {"placements": [{"placement": "home"}], "user_id": "ana"}
    assert publishable.post(PATH, json=body).status_code == 403


def test_a_page_is_shown_while_dynamodb_does_not_answer(
    settings: Settings, services: LaptopServices, issue_key: IssueKey
) -> None:
    unreachable = settings.model_copy(update={"dynamodb_endpoint_url": "http://127.0.0.1:9"})
    cut_off = LaptopServices(unreachable, services.data, clock=services.clock)
    client = caller(TestClient(create_app(cut_off)), issue_key("publishable"))
    first, second = ask(client, {"placement": "home", "n": 4}, {"placement": "home", "n": 4})
    assert set(ids(first)) | set(ids(second)) == {*shop.COFFEE, *shop.TEA}


class TestKnobs:
    def single(self, client: TestClient, **query: Any) -> list[str]:
        answer = client.get("/v1/recommendations", params={"placement": "home", "n": 8, **query})
        assert answer.status_code == 200, answer.text
        return ids(answer.json())

    def test_diversity_takes_turns_between_categories(self, publishable: TestClient) -> None:
        view(publishable, "teapot")
        plain = self.single(publishable, anonymous_id=VISITOR)
        assert set(plain[:3]) < set(shop.TEA), "what goes with what was looked at"
        mixed = self.single(publishable, anonymous_id=VISITOR, diversity=1)
        assert all(len({*mixed[at : at + 2]} & {*shop.TEA}) == 1 for at in range(0, 8, 2))

    def test_rotation_turns_with_time(self, secret: TestClient, clock: Clock) -> None:
        query = {"user_id": "ana", "rotation_rate": 1, "rotation_time": 3600}
        lists = []
        for _ in range(5):
            lists.append(self.single(secret, **query))
            assert self.single(secret, **query) == lists[-1], "the same until then"
            clock.advance(hours=1)
        assert len({tuple(each) for each in lists}) > 1
        assert {frozenset(each) for each in lists} == {frozenset({*shop.COFFEE, *shop.TEA})}
        body = {"placement": "home", "n": 8, "people": [{"user_id": "ana"}], **query}
        body.pop("user_id")
        line = secret.post("/v1/recommendations/batch", json=body).json()
        assert ids(line) == self.single(secret, **query), "a mail shows what the page would"

    def test_a_deployment_has_defaults(
        self, settings: Settings, services: LaptopServices, issue_key: IssueKey
    ) -> None:
        knobs = {"diversity": 1.0, "rotation_rate": 0.0, "rotation_time": 60}
        other = LaptopServices(
            settings.model_copy(update=knobs), services.data, clock=services.clock
        )
        client = caller(TestClient(create_app(other)), issue_key("publishable"))
        view(client, "teapot")
        mixed = self.single(client, anonymous_id=VISITOR)
        assert mixed == self.single(client, anonymous_id=VISITOR, diversity=1)
        assert mixed != self.single(client, anonymous_id=VISITOR, diversity=0)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("diversity", 1.1), ("rotation_rate", -1), ("rotation_time", 0), ("diversity", "nan")],
    )
    def test_a_knob_has_bounds(self, publishable: TestClient, name: str, value: Any) -> None:
        query = {"placement": "home", name: value}
        answer = publishable.get("/v1/recommendations", params=query)
        assert [error["field"] for error in answer.json()["errors"]] == [name]
