"""Recommendations for a campaign: one JSON line a person, and a cursor where one call ends."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.services.serving.recommend_many import RecommendMany
from functions.settings import Settings
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller
from tests.functional.test_event_files import load
from tests.functional.wired import rewire, wiring

pytestmark = pytest.mark.usefixtures("learned")
PATH = "/v1/recommendations/batch"


def ask(client: TestClient, *people: Any, **more: Any) -> list[dict[str, Any]]:
    answer = client.post(PATH, json={"placement": "home", "n": 2, "people": people, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["cache-control"] == "private, no-store"
    return [json.loads(line) for line in answer.text.splitlines()]


def customers(number: int) -> list[dict[str, str]]:
    return [{"user_id": f"c{n}"} for n in range(number)]


def test_each_person_has_a_line_of_their_own_in_order(secret: TestClient) -> None:
    for user, item in (("ana", "cup"), ("bo", "beans")):
        secret.post(
            "/v1/track",
            json={
                "event": "Order Completed",
                "userId": user,
                "properties": {"order_id": user, "products": [{"product_id": item}]},
            },
        )
    lines = ask(secret, {"user_id": "bo"}, {"anonymous_id": "nobody"}, {"user_id": "ana"})
    assert [line.get("user_id") or line["anonymous_id"] for line in lines] == [
        "bo",
        "nobody",
        "ana",
    ]
    firsts = [(line["items"][0]["item_id"], line["items"][0]["reason"]) for line in lines]
    assert (firsts[0], firsts[2]) == (("beans", "buy_again"), ("cup", "buy_again"))
    assert firsts[1][1] == "popular"
    single = secret.get(
        "/v1/recommendations", params={"placement": "home", "user_id": "ana", "n": 2}
    )
    assert lines[2]["items"] == single.json()["items"]
    assert len({line["recommendation_id"] for line in lines}) == 3


def test_filters_hold_for_all_people(secret: TestClient) -> None:
    lines = ask(secret, *customers(3), n=20, category="tea", max_price=2, exclude=["leaves"])
    assert [[item["item_id"] for item in line["items"]] for line in lines] == [["teapot"]] * 3


def test_a_bad_person_is_a_line_with_an_error(secret: TestClient) -> None:
    people = [
        {"user_id": "a"},
        {},
        {"user_id": "a", "anonymous_id": "b"},
        7,
        {"user_id": "x" * 257},
    ]
    lines = ask(secret, *people, {"user_id": 12})
    assert ["error" in line for line in lines] == [False, True, True, True, True, False]
    assert lines[4]["error"]["field"] == "user_id"
    assert lines[2]["user_id"] == "a"
    assert lines[5]["user_id"] == 12


def test_a_thousand_people_in_one_call(
    settings: Settings, services: LaptopServices, issue_key: IssueKey
) -> None:
    patient = settings.model_copy(update={"batch_max_s": 3600.0})  # on however busy a machine
    all_day = LaptopServices(patient, services.data, clock=services.clock)
    client = caller(TestClient(create_app(all_day)), issue_key("secret"))
    lines = ask(client, *customers(1000))
    assert [line["user_id"] for line in lines] == [f"c{n}" for n in range(1000)]
    assert all(len(line["items"]) == 2 for line in lines)


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"people": customers(1001)}, 422, "people"),
        ({"people": "all"}, 422, "people"),
        ({"placement": "attic"}, 422, "placement"),
        ({"placement": "product"}, 422, "item_id"),
        ({"cursor": "1-00000000"}, 422, "cursor"),
        ({"cursor": "²"}, 422, "cursor"),
        ({"colour": "red"}, 422, "colour"),
        ({"location": "s1", "in_stock": False}, 422, "in_stock"),
    ],
)
def test_a_call_that_cannot_be_so_is_refused(
    secret: TestClient, more: dict[str, Any], status: int, field: str
) -> None:
    answer = secret.post(PATH, json={"placement": "home", "people": customers(2), **more})
    assert answer.status_code == status, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_publishable_key_asks_for_no_thousand_people(publishable: TestClient) -> None:
    body = {"placement": "home", "people": customers(1)}
    assert publishable.post(PATH, json=body).status_code == 403


def test_no_person_is_an_empty_answer(secret: TestClient) -> None:
    assert ask(secret) == []


class TestCursor:
    @pytest.fixture
    def small(self, settings: Settings, services: LaptopServices) -> LaptopServices:
        """As on AWS, with room for a few lines."""
        bounded = settings.model_copy(update={"batch_max_bytes": 3_000})
        return LaptopServices(bounded, services.data, clock=services.clock)

    def test_a_call_that_grows_too_big_goes_on_from_its_cursor(
        self, small: LaptopServices, issue_key: IssueKey
    ) -> None:
        client = caller(TestClient(create_app(small)), issue_key("secret"))
        people, found, calls = customers(20), list[str](), 0
        more: dict[str, Any] = {}
        while calls == 0 or more:
            *lines, last = ask(client, *people, **more)
            more = {"cursor": last["cursor"]} if "cursor" in last else {}
            found += [line["user_id"] for line in (lines if more else [*lines, last])]
            calls += 1
        assert found == [person["user_id"] for person in people]
        assert calls > 3

    def test_a_cursor_belongs_to_its_people(
        self, small: LaptopServices, issue_key: IssueKey
    ) -> None:
        client = caller(TestClient(create_app(small)), issue_key("secret"))
        cursor = ask(client, *customers(20))[-1]["cursor"]
        body = {"placement": "home", "people": customers(21), "cursor": cursor}
        assert client.post(PATH, json=body).status_code == 422

    def test_a_call_that_takes_too_long_ends_with_a_cursor(self, secret: TestClient) -> None:
        """Each look at the time finds a second gone."""
        seconds = iter(range(100))
        options: Any = {"max_s": 25, "max_bytes": 1_000_000, "ticks": lambda: next(seconds)}
        with ThreadPoolExecutor(2) as pool:
            many = RecommendMany(wiring(secret).recommend, pool, **options)
            rewire(secret, recommend_many=many)
            lines = ask(secret, *customers(40))
        assert len(lines) == 25 + 1
        assert set(lines[-1]) == {"cursor"}


def test_lambda_carries_the_lines_as_text(services: LaptopServices, issue_key: IssueKey) -> None:
    """In base64 they would be a third bigger, and pass Lambda's 6 MB."""
    event = load("api-recommendations-batch")
    event["headers"]["authorization"] = f"Bearer {issue_key('secret')}"
    answer = as_lambda(create_app(services))(event, None)  # type: ignore[arg-type] # no context is read
    assert answer["statusCode"] == 200, answer["body"]
    assert answer["isBase64Encoded"] is False
    assert len(answer["body"].splitlines()) == 2


def test_what_sold_out_is_in_no_mail(
    services: LaptopServices, secret: TestClient, clock: Clock
) -> None:
    shop.put_items(services)
    secret.put("/v1/items/beans/stock", json={"quantity": 0})
    clock.advance(seconds=5)
    for line in ask(secret, *customers(3), placement="email", n=20):
        assert {item["item_id"] for item in line["items"]} == {*shop.COFFEE, *shop.TEA} - {"beans"}
