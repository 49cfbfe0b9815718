"""Bodies that an attacker makes up: none is an error of ours, and none costs without bound."""

import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from local.services import LaptopServices
from tests.functional.conftest import IssueKey
from tests.functional.serving import serving

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
    "attributes": (
        "PUT",
        "/v1/items",
        '{"items": [{"item_id": "a"}, {"item_id": "b", "attributes": {"x": VALUE}}]}',
    ),
    "unknown": ("PUT", "/v1/items", '{"items": [{"item_id": "a"}, {"item_id": "b", "x": VALUE}]}'),
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


ONE = {
    "item": ("PUT", "/v1/items/a", '{"attributes": {"x": VALUE}}'),
    "item, unknown": ("PUT", "/v1/items/a", '{"x": VALUE}'),
    "item, unknown key": ("PUT", "/v1/items/a", '{"\\ud800": VALUE}'),
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


def timed(call: Callable[[], Response]) -> tuple[Response, float]:
    started = time.process_time()
    answer = call()
    return answer, time.process_time() - started


BOMBS = {
    "objects": b"[" + b"{}," * 1_600_000 + b"{}]",
    "lists": b"[" + b"[]," * 1_600_000 + b"[]]",
    "numbers": b"[" + b"1," * 2_400_000 + b"1]",
    "keys": b"{" + b",".join(b'"%d":1' % n for n in range(400_000)) + b"}",
    "depth": b"[" * 4_000_000,
    "spaces": b" " * 4_900_000,
    "key at the end": b'{"batch": [' + b"{}," * 500_000 + b'{}], "writeKey": "hk_no"}',
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_stranger_makes_us_parse_little(client: TestClient, bomb: bytes) -> None:
    """Nothing of it is parsed: the text that is looked at is shorter, and has fewer values."""
    body = gzip.compress(bomb)
    tries = [timed(lambda: client.post("/v1/batch", content=body)) for _ in range(3)]
    assert {answer.status_code for answer, _ in tries} == {413}
    seconds = min(seconds for _, seconds in tries)  # the others share a core with other work
    # Parsing it whole takes .15 s and more on a fast core; inflating the bound takes .002 s.
    assert seconds < 0.1


def test_many_small_gzip_members_are_refused(client: TestClient) -> None:
    """Each costs as much to begin as a kilobyte to inflate."""
    body = gzip.compress(b"") * 24_000
    answer = client.post("/v1/batch", content=body)
    assert answer.status_code == 400


def test_members_of_one_file_are_read_one_after_the_other(secret: TestClient) -> None:
    text = json.dumps({"batch": [SOUND]}).encode()
    body = gzip.compress(text[:20]) + gzip.compress(text[20:]) + b"\0" * 8
    assert secret.post("/v1/batch", content=body).json()["accepted"] == 1
    assert secret.post("/v1/batch", content=body[:-20]).status_code == 400


def large_batch(key: str, *, first: bool) -> bytes:
    batch = [
        {**SOUND, "messageId": f"m{n}", "properties": {"sku": "a", "x": "y" * 400}}
        for n in range(1_500)
    ]
    body = {"writeKey": key, "batch": batch} if first else {"batch": batch, "writeKey": key}
    text = json.dumps(body).encode()
    assert 500_000 < len(text) < 5_000_000
    return gzip.compress(text)


def test_a_body_inflates_far_once_a_good_key_is_seen(
    client: TestClient, secret: TestClient, issue_key: IssueKey, services: LaptopServices
) -> None:
    key = issue_key("publishable")
    answer = client.post("/v1/batch", content=large_batch(key, first=True))
    assert answer.json()["accepted"] == 1_500
    headed = secret.post("/v1/batch", content=large_batch(key, first=False))
    assert headed.json()["accepted"] == 1_500
    assert client.post("/v1/batch", content=large_batch(key, first=False)).status_code == 413
    bad = large_batch("hk_000000000000_" + "A" * 43, first=True)
    assert client.post("/v1/batch", content=bad).status_code == 401


def test_the_key_that_counts_is_the_bodys_own(client: TestClient, issue_key: IssueKey) -> None:
    """A good key inside a text must not vouch for what another one signs."""
    decoy = {"note": f'"writeKey":"{issue_key("publishable")}"'}
    body = {
        **decoy,
        "more": {"writeKey": issue_key("publishable")},
        "batch": [],
        "x": "y" * 600_000,
    }
    answer = client.post("/v1/batch", content=gzip.compress(json.dumps(body).encode()))
    assert answer.status_code == 401
    many = {"batch": [{**SOUND, "writeKey": issue_key("publishable")} for _ in range(2)]}
    assert client.post("/v1/batch", json=many).status_code == 401


def test_what_comes_in_pieces_is_bounded_too(client: TestClient, secret: TestClient) -> None:
    def pieces(number: int) -> Iterator[bytes]:
        yield b'{"batch": ['
        for _ in range(number):
            yield b" " * 1_000
        yield b"]}"

    assert secret.post("/v1/batch", content=pieces(400)).status_code == 200
    assert secret.post("/v1/batch", content=pieces(10_000)).status_code == 413
    assert client.post("/v1/batch", content=pieces(10_000)).status_code == 413
    assert client.post("/v1/batch", content=pieces(400)).status_code == 401


@pytest.mark.parametrize("kind", ["secret", None])
def test_others_are_answered_while_bodies_are_parsed(
    services: LaptopServices, issue_key: IssueKey, kind: Any
) -> None:
    """Two dozen of the heaviest bodies at once; each alone takes up to a quarter of a second."""
    headers = {"Authorization": f"Bearer {issue_key(kind)}"} if kind else {}
    body = gzip.compress(b'{"a":[' + b"{}," * 140_000 + b"{}]}")
    slowest = 0.0
    with serving(services) as url, ThreadPoolExecutor(24) as pool:
        posts = [
            pool.submit(
                lambda: httpx2.post(f"{url}/v1/b", content=body, headers=headers, timeout=60)
            )
            for _ in range(24)
        ]
        while not all(post.done() for post in posts):
            started = time.monotonic()
            assert httpx2.get(f"{url}/v1/health/live", timeout=30).status_code == 200
            slowest = max(slowest, time.monotonic() - started)
    assert {post.result().status_code for post in posts} == ({422} if kind else {413})
    assert slowest < 4, "it was 22 s when all were parsed where requests are read"


def test_a_caller_who_hangs_up_is_no_fault_of_ours(
    services: LaptopServices, issue_key: IssueKey, caplog: pytest.LogCaptureFixture
) -> None:
    head = (
        "POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
        f"Authorization: Bearer {issue_key('secret')}\r\n\r\n"
    )
    with serving(services) as url:
        port = int(url.rpartition(":")[2])
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(f'{head}{{"batch": ['.encode())
        assert httpx2.get(f"{url}/v1/health/live", timeout=30).status_code == 200
    assert not [record for record in caplog.records if "unforeseen" in record.getMessage()]
