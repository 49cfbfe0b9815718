"""Values that an attacker makes up: only what holds one is refused, none is an error of ours."""

import json
from typing import Any

import pytest

from tests.app_client import TestClient

VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
SOUND: dict[str, Any] = {
    "type": "track",
    "event": "Product Viewed",
    "messageId": "sound",
    "anonymousId": VISITOR,
    "userId": "ana",
    "properties": {"sku": "tea"},
}


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def objects(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


BAD_VALUES = {
    "NaN": "NaN",
    "infinity": "-Infinity",
    "too large": "1e999",
    "5,000 digits": "9" * 5_000,
    "400 digits": "9" * 400,
    "half a pair": '"\\ud800"',
    "half a pair inside": '"a\\udfffb"',
    "key": '{"\\ud800": 1}',
    "key and NaN": '{"\\ud800": NaN}',
    **{
        f"{depth} lists": nested(depth)
        for depth in (40, 256, 490, 500, 700, 900, 990, 1_500, 9_000)
    },
    **{f"{depth} objects": objects(depth) for depth in (40, 300, 900, 5_000)},
}
ODD_VALUES = {
    "duplicate": '{"a": 1, "a": 2}',
    "empty key": '{"": ""}',
    "nul": '"\\u0000"',
    "pair": '"\\ud83d\\ude00"',
    "100 digits": "9" * 100,
    "exponent": "1E-999",
    "deepest": nested(25),
}


def body_with(place: str, value: str) -> str:
    """A sound entry and one that has the value in a place."""
    bad = json.dumps({**SOUND, "messageId": "bad"})[:-1]
    return f'{{"batch": [{json.dumps(SOUND)}, {bad}, "{place}": {value}}}]}}'


@pytest.mark.parametrize(
    "place", ["properties", "context", "traits", "x", "userId", "integrations"]
)
def test_only_what_holds_it_is_lost(secret: TestClient, place: str) -> None:
    """A value that JSON cannot say is dropped; an entry that is too deep is refused."""
    for name, value in BAD_VALUES.items():
        wrapped = value if place in {"userId", "x"} else f'{{"x": {value}}}'
        answer = secret.post("/v1/batch", content=body_with(place, wrapped))
        assert answer.status_code == 200, (name, answer.text)
        found = answer.json()
        is_deep = name.endswith((" lists", " objects"))
        (lost,) = (
            found["rejected"] if is_deep else {w["index"]: w for w in found["warnings"]}.values()
        )
        assert (found["accepted"], lost["index"]) == (1 if is_deep else 2, 1), name
        assert lost["field"].startswith(place), name
    assert secret.get("/v1/customers/ana/events").status_code == 200


def test_what_is_odd_but_sound_is_kept_and_shown(secret: TestClient) -> None:
    for number, (name, value) in enumerate(ODD_VALUES.items()):
        odd = {**SOUND, "messageId": f"odd-{number}"}
        body = f'{json.dumps(odd)[:-1]}, "traits": {{"odd": {value}}}}}'
        assert secret.post("/v1/track", content=body).status_code == 200, name
    shown = secret.get("/v1/customers/ana/events")
    assert shown.status_code == 200
    assert len(shown.json()["events"]) == len(ODD_VALUES)


@pytest.mark.parametrize("field", ["context", "sentAt", "integrations", "writeKey", "more"])
def test_what_a_batch_says_for_all_breaks_nothing(secret: TestClient, field: str) -> None:
    for name, value in BAD_VALUES.items():
        body = f'{{"batch": [{json.dumps(SOUND)}], "{field}": {{"x": {value}}}}}'
        assert secret.post("/v1/batch", content=body).status_code in {200, 422}, name
    assert secret.get("/v1/customers/ana/events").status_code == 200


def test_a_context_for_all_is_not_larger_than_an_event(secret: TestClient) -> None:
    """2,500 entries with 400 KB each would be a gigabyte to store."""
    body = {"batch": [SOUND], "context": {"x": "y" * 40_000}}
    assert secret.post("/v1/batch", json=body).status_code == 413


BULK = {
    "items": ("PUT", "/v1/items", '{"items": [{"item_id": "a"}, {"item_id": VALUE}]}'),
    "stock": (
        "PUT",
        "/v1/stock",
        '{"stock": [{"item_id": "a", "quantity": 1}, {"item_id": VALUE, "quantity": 1}]}',
    ),
    "quantity": (
        "PUT",
        "/v1/stock",
        '{"stock": [{"item_id": "a", "quantity": 1}, {"item_id": "b", "quantity": VALUE}]}',
    ),
}


@pytest.mark.parametrize(("method", "path", "body"), BULK.values(), ids=BULK)
def test_only_the_bulk_entry_that_holds_it_is_refused(
    secret: TestClient, method: str, path: str, body: str
) -> None:
    for name, value in BAD_VALUES.items():
        answer = secret.request(method, path, content=body.replace("VALUE", value))
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["accepted"] == 1, name
        assert [each["index"] for each in answer.json()["rejected"]] == [1], name


def test_only_the_person_who_is_none_is_refused(secret: TestClient) -> None:
    for name, value in BAD_VALUES.items():
        people = f'[{{"user_id": "ana"}}, {{"user_id": {value}}}]'
        body = f'{{"placement": "home", "people": {people}}}'
        answer = secret.post("/v1/recommendations/batch", content=body)
        if answer.status_code == 422:
            assert value.startswith(("[", "{")), "only depth concerns the whole list"
            continue
        assert answer.status_code == 200, (name, answer.text)
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert ["error" in line for line in lines] == [False, True], name


@pytest.mark.parametrize(
    "detail", ['"attributes": {"x": VALUE}', '"x": VALUE', '"\\ud800": VALUE', '"title": VALUE']
)
def test_an_item_is_kept_without_the_detail_that_holds_it(secret: TestClient, detail: str) -> None:
    for name, value in BAD_VALUES.items():
        body = f'{{"category": "tea", {detail.replace("VALUE", value)}}}'
        answer = secret.put("/v1/items/a", content=body)
        if answer.status_code == 422:
            assert value.startswith(("[", "{")), "only depth concerns the whole item"
            continue
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["warnings"], name
        assert secret.get("/v1/items/a").json()["category"] == "tea"


ONE = {
    "stock": ("PUT", "/v1/items/a/stock", '{"quantity": 1, "location": VALUE}'),
    "rule": ("PUT", "/v1/rules/a", '{"action": "pin", "item_ids": [VALUE]}'),
    "rule, note": ("PUT", "/v1/rules/a", '{"action": "pin", "item_ids": ["a"], "note": VALUE}'),
    "key": ("POST", "/v1/keys", '{"kind": "secret", "origins": [VALUE]}'),
    "key, scopes": ("POST", "/v1/keys", '{"kind": "secret", "scopes": [VALUE]}'),
    "preferences": ("PUT", "/v1/customers/ana/preferences", '{"personalization": VALUE}'),
    "page": ("POST", "/v1/recommendations/page", '{"placements": [{"placement": VALUE}]}'),
    "page, person": (
        "POST",
        "/v1/recommendations/page",
        '{"anonymous_id": VALUE, "placements": [{"placement": "home"}]}',
    ),
    "people": ("POST", "/v1/recommendations/batch", '{"placement": "home", "people": VALUE}'),
    "cursor": (
        "POST",
        "/v1/recommendations/batch",
        '{"placement": "home", "people": [{"user_id": "a"}], "cursor": VALUE}',
    ),
    "track, name": ("POST", "/v1/track", '{"userId": "a", "event": VALUE}'),
}


@pytest.mark.parametrize(("method", "path", "body"), ONE.values(), ids=ONE)
def test_a_body_that_holds_it_is_refused(
    secret: TestClient, method: str, path: str, body: str
) -> None:
    for name, value in BAD_VALUES.items():
        answer = secret.request(method, path, content=body.replace("VALUE", value))
        assert answer.status_code in {400, 413, 422}, (name, answer.text)
        if answer.status_code == 422:
            assert answer.json()["errors"][0]["field"], name


@pytest.mark.parametrize("digits", [1, 7, 4_300, 20_000])
def test_a_cursor_that_is_none_is_refused(secret: TestClient, digits: int) -> None:
    body = {"placement": "home", "people": [{"user_id": "a"}], "cursor": "9" * digits + "-00000000"}
    answer = secret.post("/v1/recommendations/batch", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"
