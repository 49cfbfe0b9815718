"""Bodies that an attacker makes up: none costs without bound, whatever its size or form."""

import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from httpx2 import Response

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey
from tests.functional.serving import serving
from tests.functional.test_hostile_values import SOUND


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
