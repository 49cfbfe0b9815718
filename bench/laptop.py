"""What a laptop takes in and answers: `local up` on a new folder, over HTTP.

    python -m bench.laptop [orders]

Orders of 21 lines are sent in batches by four senders; told are the seconds until the last is
accepted, and until all their lines are in the lake, the CPU seconds of the process, and of a
recommendation for those people, one after the other once nothing else is done, the ms on the wall
and of the process' CPU.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

ORDERS = 9_442
LINES = 21
PEOPLE = 2_500
ITEMS = 5_000
BATCH = 20
SENDERS = 4
ASKED = 300
PATIENCE_S = 1_200


def orders(count: int) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(5)
    for number in range(count):
        items = rng.choice(ITEMS, LINES, replace=False)
        yield {
            "type": "track",
            "event": "Order Completed",
            "userId": f"u{rng.integers(PEOPLE)}",
            "messageId": f"order-{number}",
            "properties": {
                "order_id": f"o{number}",
                "products": [{"product_id": f"i{item}", "price": 2.5} for item in items],
            },
        }


class Caller:
    """One connection that stays open."""

    def __init__(self, address: dict[str, str]) -> None:
        where = urlsplit(address["url"])
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {address['secret_key']}"}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, self._headers)
        with self._connection.getresponse() as answer:
            found = json.load(answer)
            if answer.status >= 300:
                raise RuntimeError(f"{answer.status}: {found}")
            return found


def lines_in(data: Path) -> int:
    files = data.glob("lake/**/*.jsonl")
    return sum(path.read_bytes().count(b"\n") for path in files)


def send(address: dict[str, str], events: list[dict[str, Any]]) -> int:
    caller = Caller(address)
    batches = (events[start : start + BATCH] for start in range(0, len(events), BATCH))
    return sum(caller.call("POST", "/v1/batch", {"batch": batch})["accepted"] for batch in batches)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(count: int, data: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "local", "up", "--data", str(data), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 ours
        assert process.stdout is not None  # noqa: S101 it is a pipe
        address = json.loads(process.stdout.readline())
        try:
            return _measured(count, data, address, process.pid)
        finally:
            process.terminate()


def _measured(count: int, data: Path, address: dict[str, str], pid: int) -> dict[str, Any]:
    events, began = list(orders(count)), time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        parts = [events[n::SENDERS] for n in range(SENDERS)]
        accepted = sum(pool.map(lambda part: send(address, part), parts))
    took = {"accepted": accepted, "accepted_s": round(time.perf_counter() - began, 1)}
    while lines_in(data) < count and time.perf_counter() - began < PATIENCE_S:
        time.sleep(0.2)
    took |= {"lake": lines_in(data), "lake_s": round(time.perf_counter() - began, 1)}
    return {**took, "cpu_s": round(cpu_seconds(pid), 1), **_asked(address, pid)}


def _asked(address: dict[str, str], pid: int) -> dict[str, float]:
    caller, ms, cpu = Caller(address), np.zeros(ASKED), cpu_seconds(pid)
    for n in range(-20, ASKED):
        began = time.perf_counter()
        caller.call("GET", f"/v1/recommendations?placement=home&user_id=u{abs(n)}&n=20")
        ms[max(n, 0)] = (time.perf_counter() - began) * 1000
    took = {f"answer_p{share}_ms": round(float(np.percentile(ms, share)), 1) for share in (50, 99)}
    return {**took, "answer_cpu_ms": round((cpu_seconds(pid) - cpu) / (ASKED + 20) * 1000, 1)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
        print(json.dumps(measure(wanted, Path(folder) / "data")))
