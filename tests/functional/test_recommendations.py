from typing import Any

import pytest

from functions.api.app import create_app
from functions.domain.recommendation_id import verify
from functions.settings import Settings
from functions.snapshot.build import BuildSnapshot
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller

VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


pytestmark = pytest.mark.usefixtures("learned")


def ask(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/recommendations", params={"placement": "home", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    found: dict[str, Any] = answer.json()
    return found


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["item_id"] for item in answer["items"]]


def view(
    client: TestClient, item_id: str, message_id: str = "m1", name: str = "Product Viewed"
) -> None:
    body = {"event": name, "anonymousId": VISITOR, "messageId": message_id}
    answer = client.post("/v1/track", json={**body, "properties": {"product_id": item_id}})
    assert answer.status_code == 200, answer.text


def test_an_answer_says_what_it_is(
    publishable: TestClient, services: LaptopServices, learned: str
) -> None:
    answer = ask(publishable, n=3)
    assert (answer["placement"], answer["variant"], answer["model_version"]) == (
        "home",
        "default",
        learned,
    )
    name = verify(answer["recommendation_id"], services.secrets.get("signing"))
    assert name is not None
    assert (name.model_version, name.at) == (learned, services.clock())
    assert [item["rank"] for item in answer["items"]] == [1, 2, 3]
    assert answer["items"][0]["item"]["title"]


def test_a_view_is_in_the_next_answer_with_its_reason(publishable: TestClient) -> None:
    before = ask(publishable, anonymous_id=VISITOR, n=4)
    assert {item["reason"] for item in before["items"]} == {"popular"}
    view(publishable, "teapot")
    after = ask(publishable, anonymous_id=VISITOR, n=4)
    assert ids(after) != ids(before)
    best = after["items"][0]
    assert (best["reason"], best["because_item_id"]) == ("because_you_viewed", "teapot")
    assert best["item_id"] in shop.TEA


def test_a_product_page_shows_what_is_bought_with_it(publishable: TestClient) -> None:
    answer = ask(publishable, placement="product", item_id="teapot", n=2)
    assert set(ids(answer)) < set(shop.TEA) - {"teapot"}
    assert {item["reason"] for item in answer["items"]} == {"bought_together"}


def test_a_cart_is_completed_and_not_repeated(publishable: TestClient) -> None:
    view(publishable, "beans", name="Product Added")
    answer = ask(publishable, placement="cart", anonymous_id=VISITOR, n=2)
    assert set(ids(answer)) == {"grinder", "mug"}, "the two that people buy with beans"


def test_a_category_page_shows_its_own_items_first(publishable: TestClient) -> None:
    answer = ask(publishable, placement="category", category="tea", n=4)
    assert set(ids(answer)) == set(shop.TEA)


@pytest.mark.parametrize("n", [1, 5, 8])
def test_there_are_always_n_items_while_the_catalogue_has_them(
    publishable: TestClient, n: int
) -> None:
    for query in ({}, {"anonymous_id": "nobody"}, {"placement": "product", "item_id": "unknown"}):
        assert len(ids(ask(publishable, n=n, **query))) == n


def test_what_is_excluded_or_too_dear_is_not_shown(publishable: TestClient) -> None:
    assert not {"beans", "mug"} & set(ids(ask(publishable, exclude=["beans", "mug"], n=8)))
    assert not {"beans", "mug"} & set(ids(ask(publishable, exclude="beans,mug", n=8)))
    assert set(ids(ask(publishable, max_price=1.5, n=8))) == {"beans", "leaves"}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"brand": "Kaldi"}, {"honey"}),
        ({"min_price": 4}, {"mug", "cup", "honey"}),
        ({"min_price": 2, "max_price": 3, "category": "tea"}, {"teapot", "strainer"}),
        ({"location": "store-1", "brand": "Kaldi"}, {"honey"}),
        ({"location": "store-2", "brand": "Kaldi"}, set()),
        ({"in_stock": False, "brand": "Kaldi"}, {"honey", "syrup"}),
    ],
)
def test_each_filter_lets_through_what_it_says(
    secret: TestClient,
    services: LaptopServices,
    clock: Clock,
    query: dict[str, Any],
    shown: set[str],
) -> None:
    for name, place, quantity in (("honey", "store-1", 3), ("syrup", "store-2", 0)):
        secret.put(
            f"/v1/items/{name}", json={"brand": "Kaldi", "price": 4 if name == "honey" else 3}
        )
        secret.put(f"/v1/items/{name}/stock", json={"location": place, "quantity": quantity})
    clock.advance(seconds=5)
    assert set(ids(ask(secret, n=20, **query))) == shown


def test_after_an_order_and_in_a_mail_there_are_lists_of_their_own(secret: TestClient) -> None:
    order = {"order_id": "o1", "products": [{"product_id": "teapot"}]}
    secret.post(
        "/v1/track", json={"event": "Order Completed", "userId": "ana", "properties": order}
    )
    after = ask(secret, placement="post_purchase", user_id="ana", n=2)
    assert set(ids(after)) < set(shop.TEA) - {"teapot"}
    assert {(item["reason"], item["because_item_id"]) for item in after["items"]} == {
        ("bought_together", "teapot")
    }
    assert ids(ask(secret, placement="email", user_id="ana", n=3))[0] == "teapot", "buy again"


def test_a_hidden_item_is_not_shown(
    secret: TestClient, publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    clock.advance(seconds=1)
    secret.put("/v1/items/beans", json={"category": "coffee", "hidden": True})
    BuildSnapshot(services)()
    client = TestClient(create_app(services))
    key = publishable.headers["Authorization"].removeprefix("Bearer ")
    assert "beans" not in ids(ask(caller(client, key), n=8))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"placement": "attic"}, "placement"),
        ({"placement": "product"}, "item_id"),
        ({"placement": "category"}, "category"),
        ({"n": 0}, "n"),
        ({"n": 101}, "n"),
        ({"n": "ten"}, "n"),
        ({"max_price": "nan"}, "max_price"),
        ({"max_price": -1}, "max_price"),
        ({"min_price": "much"}, "min_price"),
        ({"location": "a\x00b"}, "location"),
        ({"location": "store-1", "in_stock": False}, "in_stock"),
        ({"anonymous_id": "a\x00b"}, "anonymous_id"),
        ({"anonymous_id": "x" * 257}, "anonymous_id"),
        ({"exclude": [str(n) for n in range(501)]}, "exclude"),
    ],
)
def test_a_parameter_that_cannot_be_so_is_named(
    publishable: TestClient, query: dict[str, Any], field: str
) -> None:
    answer = publishable.get("/v1/recommendations", params={"placement": "home", **query})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_customers_own_history_counts(secret: TestClient, services: LaptopServices) -> None:
    bought = {"event": "Order Completed", "userId": "ana", "messageId": "m1"}
    order = {"order_id": "o1", "products": [{"product_id": "cup"}]}
    secret.post("/v1/track", json={**bought, "properties": order})
    best = ask(secret, user_id="ana", n=2)["items"][0]
    assert (best["item_id"], best["reason"]) == ("cup", "buy_again")


class TestOutage:
    """DynamoDB does not answer at all."""

    @pytest.fixture
    def cut_off(self, settings: Settings, services: LaptopServices) -> LaptopServices:
        unreachable = settings.model_copy(update={"dynamodb_endpoint_url": "http://127.0.0.1:9"})
        return LaptopServices(unreachable, services.data, clock=services.clock)

    def test_recommendations_still_answer(
        self, cut_off: LaptopServices, issue_key: IssueKey
    ) -> None:
        client = caller(TestClient(create_app(cut_off)), issue_key("publishable"))
        answer = ask(client, anonymous_id=VISITOR, n=5)
        assert len(ids(answer)) == 5
        assert {item["reason"] for item in answer["items"]} == {"popular"}

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "/v1/track", {"event": "x", "anonymousId": "v"}),
            ("POST", "/v1/batch", {"batch": []}),
            ("PUT", "/v1/items/a", {}),
        ],
    )
    def test_writes_ask_to_come_again(
        self, cut_off: LaptopServices, issue_key: IssueKey, method: str, path: str, body: Any
    ) -> None:
        client = caller(TestClient(create_app(cut_off)), issue_key("secret"))
        answer = client.request(method, path, json=body)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0


def test_without_model_and_catalogue_the_list_is_empty(
    settings: Settings, services: LaptopServices, issue_key: IssueKey, clock: Clock
) -> None:
    bare = LaptopServices(
        settings.model_copy(update={"work_folder": settings.work_folder / "bare"}),
        services.data / "empty",
        clock=clock,
    )
    answer = ask(caller(TestClient(create_app(bare)), issue_key("publishable")))
    assert (answer["items"], answer["model_version"]) == ([], "none")
