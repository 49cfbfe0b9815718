"""Many clients at once against the whole system on a laptop: no call may be answered 5xx.

    python -m bench.http [seconds] [clients]

`python -m local up` runs on a fresh folder with a small catalogue. The clients, 50 for 60 s by
default, each on one connection, send events and batches, read recommendations, pages, carts and
stories, and put stock, in about the proportions of a shop. Before and after, for a tenth of the
time, the same clients ask a bare FastAPI route with the same server, in a process of its own: what
the machine can do at all. Before that one client alone asks each of them a health check, and sends
events and asks for recommendations, on one kept connection and (`… new`) on a new one each time.
All are printed, p50 and p99 in ms and calls a second by kind of call.

The exit code is 1 if any answer was 5xx or a connection broke.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

ITEMS = 500
BARE = """
import socket, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def bare() -> dict[str, str]:
    return {"status": "live"}
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen(256)
print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
server.run(sockets=[listener])
"""
SHARES = {
    "event": 22,
    "cart event": 6,
    "batch of 20": 3,
    "stock": 2,
    "recommendation": 42,
    "page": 10,
    "cart": 10,
    "story": 5,
}
"""Of a hundred calls."""
Call = tuple[str, str, str, Any, str]
"""Kind, method, path, body and key."""


class Client:
    """One shopper with one connection, who does something else each time."""

    def __init__(self, url: str, keys: dict[str, str], number: int) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._keys = keys
        self._random = random.Random(number)  # noqa: S311 traffic, no secret
        self._visitor = str(UUID(int=self._random.getrandbits(128), version=4))
        self._user = f"user-{number}"
        self._sent = count()
        self._number = number

    def call_anew(self, call: Call) -> tuple[str, int, float]:
        """As `call`, on a new connection, whose making counts."""
        self._connection.close()
        kind, status, took = self.call(call)
        return f"{kind} new", status, took

    def call(self, call: Call) -> tuple[str, int, float]:
        """The kind, the status (599 for a broken connection) and the ms it took."""
        kind, method, path, body, key = call
        headers = {"Authorization": f"Bearer {self._keys[key]}"} if key else {}
        data = None if body is None else json.dumps(body)
        started = time.perf_counter()
        try:
            self._connection.request(method, path, data, headers)
            answer = self._connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, HTTPException):
            self._connection.close()
            status = 599
        return kind, status, (time.perf_counter() - started) * 1000

    def next_call(self) -> Call:
        """Two thirds reads; of the writes most are browsing."""
        (kind,) = self._random.choices(list(SHARES), list(SHARES.values()))
        return self.call_of(kind)

    def call_of(self, kind: str) -> Call:
        """Return a call of this kind, about any item."""
        return kind, *self._request(kind, f"item-{self._random.randrange(ITEMS)}")

    def _request(self, kind: str, item: str) -> tuple[str, str, Any, str]:
        visitor = self._visitor
        page = {"anonymous_id": visitor, "placements": [{"placement": "home", "n": 8},
                {"placement": "product", "item_id": item, "n": 8}]}  # fmt: skip
        home = f"/v1/recommendations?placement=home&anonymous_id={visitor}&n=10"
        requests: dict[str, Callable[[], tuple[str, str, Any, str]]] = {
            "event": lambda: ("POST", "/v1/t", self._event("Product Viewed", item), "publishable"),
            "cart event": lambda: (
                "POST", "/v1/t", self._event("Product Added", item), "publishable"
            ),
            "batch of 20": lambda: ("POST", "/v1/batch", self._batch(item), "secret"),
            "stock": lambda: ("PUT", f"/v1/items/{item}/stock", {"quantity": 3}, "secret"),
            "recommendation": lambda: ("GET", home, None, "publishable"),
            "page": lambda: ("POST", "/v1/recommendations/page", page, "publishable"),
            "cart": lambda: ("GET", f"/v1/visitors/{visitor}/cart", None, "publishable"),
            "story": lambda: ("GET", f"/v1/customers/{self._user}/events", None, "secret"),
        }  # fmt: skip
        return requests[kind]()

    def _batch(self, item: str) -> dict[str, Any]:
        own = {"userId": self._user}
        return {"batch": [self._event("Product Viewed", item, **own) for _ in range(20)]}

    def _event(self, name: str, item: str, **more: str) -> dict[str, Any]:
        return {
            "type": "track",
            "event": name,
            "messageId": f"{self._number}-{next(self._sent)}",
            "anonymousId": self._visitor,
            "properties": {"sku": item, "price": 9.9},
            **more,
        }


@contextmanager
def running(*command: str) -> Iterator[str]:
    """A process of ours, and the line that it prints once it answers."""
    with subprocess.Popen(  # noqa: S603 our own words
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 a pipe was asked for
        try:
            yield process.stdout.readline()
        finally:
            process.terminate()


def load(
    clients: list[Client], seconds: float, call_of: Callable[[Client], Call]
) -> dict[str, list[tuple[int, float]]]:
    """Status and ms of every call, by kind."""
    ends = time.monotonic() + seconds

    def work(client: Client) -> list[tuple[str, int, float]]:
        done = []
        while time.monotonic() < ends:
            done.append(client.call(call_of(client)))
        return done

    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    with ThreadPoolExecutor(len(clients)) as pool:
        for calls in pool.map(work, clients):
            for kind, status, took in calls:
                found[kind].append((status, took))
    return found


def report(found: dict[str, list[tuple[int, float]]], seconds: float) -> Iterator[dict[str, Any]]:
    for kind, calls in sorted(found.items()):
        took = sorted(ms for _, ms in calls)
        yield {
            "kind": kind,
            "calls": len(calls),
            "per_second": round(len(calls) / seconds, 1),
            "p50_ms": round(took[len(took) // 2], 2),
            "p99_ms": round(took[len(took) * 99 // 100], 2),
            "statuses": dict(Counter(status for status, _ in calls)),
        }


def alone(
    client: Client, calls: dict[str, Callable[[], Call]], seconds: float
) -> Iterator[dict[str, Any]]:
    """One client, which waits for each answer: what a single page of a shop sees."""
    for next_call in calls.values():
        for way in (client.call, client.call_anew):
            ends, found = (
                time.monotonic() + seconds,
                defaultdict[str, list[tuple[int, float]]](list),
            )
            while time.monotonic() < ends:
                kind, status, took = way(next_call())
                found[f"alone: {kind}"].append((status, took))
            yield from report(found, seconds)


def measure_bare(seconds: float, clients: int) -> list[dict[str, Any]]:
    with running("-c", BARE) as line:
        callers = [Client(line.strip(), {}, number) for number in range(clients)]
        bare: Call = ("bare", "GET", "/", None, "")
        return [
            *alone(callers[0], {"bare": lambda: bare}, seconds),
            *report(load(callers, seconds, lambda _: bare), seconds),
        ]


def measure(seconds: float, clients: int) -> list[dict[str, Any]]:
    with (
        tempfile.TemporaryDirectory() as data,
        running("-m", "local", "up", "--data", data, "--port", "0") as line,
    ):
        address = json.loads(line)
        keys = {kind: address[f"{kind}_key"] for kind in ("publishable", "secret")}
        callers = [Client(address["url"], keys, number) for number in range(clients)]
        items = [
            {"item_id": f"item-{n}", "category": f"c{n % 9}", "price": n} for n in range(ITEMS)
        ]
        callers[0].call(("", "PUT", "/v1/items", {"items": items}, "secret"))
        calls: dict[str, Callable[[], Call]] = {
            "health": lambda: ("health", "GET", "/v1/health/live", None, ""),
            **{kind: partial(callers[0].call_of, kind) for kind in ("event", "recommendation")},
        }
        return [
            *alone(callers[0], calls, seconds / 10),
            *report(load(callers, seconds, Client.next_call), seconds),
        ]


def main(seconds: float = 60, clients: int = 50) -> int:
    rows = [
        *measure_bare(seconds / 10, clients),
        *measure(seconds, clients),
        *measure_bare(seconds / 10, clients),
    ]
    for row in rows:
        print(json.dumps(row))
    return int(any(status >= 500 for row in rows for status in row["statuses"]))


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
