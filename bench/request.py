"""CPU and wall time of whole requests through the Lambda handler, against a bare handler.

    python -m bench.request [items …] [--folder FOLDER] [--runs RUNS]

Storage's answers are replayed where boto3 would send its requests (`bench.replayed_storage`), so no
engine is in the figures. The bare handler (`bench.bare_handler`) is asked in turn with each kind of
request, in one process. `ratio` is the median CPU time of a request over that of the bare one; for
a batch, of one of its people or events. Of five rounds the median. With a folder, models are kept.
Several runs are processes of their own, one after the other; each figure is their median.

The people of home, product, cart and page come in turn, so nothing of them is remembered when they
come again; those of `again` ask for home, and then for home again a few requests later.

The parts are measured apart, each without the parts inside it. Peak memory is that of the process
that serves; `own` leaves out the pages of files that it maps. The last line is JSON.
"""

import argparse
import gc
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from bench.apart import apart
from bench.bare_handler import bare_client, bare_handler
from bench.gateway_events import gateway_event
from bench.parts import PARTS, parts_of
from bench.request_shop import ENDPOINT, PEOPLE, RequestShop, publish, viewed

ITEMS = (65_000, 1_000_000)
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "replayed",
    "AWS_SECRET_ACCESS_KEY": "replayed",
}
"""As AWS sets it for its functions; numpy reads it as it is imported in the processes below."""
ROUNDS, ASKED, WARM = 5, 40, 10
MANY = 100
AGAIN = 10
LISTS = {"page": 3, "batch": MANY, "events": MANY}
"""The lists or events of a request that has several; a batch is one tenth as often asked."""
Ask = Callable[[int], Any]


def requests(shop: RequestShop) -> Mapping[str, Ask]:
    """Return each kind of request, to be made for the n-th time."""
    sent, turn, now = count(), count(), shop.services.clock

    def asks(
        placement: str, more: Callable[[int], str] = lambda _: "", *, again: bool = False
    ) -> Ask:
        def ask(n: int) -> Any:
            person = n % AGAIN if again else next(turn) % PEOPLE
            query = f"placement={placement}&user_id=u{person}&n=20{more(n)}"
            return shop.request("GET", "/v1/recommendations", query=query)

        return ask

    def item(n: int) -> str:
        return shop.items[n % PEOPLE]

    def page(n: int) -> Any:
        lists = [{"placement": "home"}, {"placement": "product", "item_id": item(n)},
                 {"placement": "cart"}]  # fmt: skip
        person = f"u{next(turn) % PEOPLE}"
        body = {"user_id": person, "placements": [{**each, "n": 20} for each in lists]}
        return shop.request("POST", "/v1/recommendations/page", body)

    def batch(_: int) -> Any:
        people = [{"user_id": f"u{at % PEOPLE}"} for at in range(MANY)]
        body = {"placement": "email", "n": 20, "people": people}
        return shop.request("POST", "/v1/recommendations/batch", body)

    def event(n: int) -> dict[str, Any]:
        return viewed(next(sent), item(n), now(), anonymousId=f"{n % PEOPLE:08}-anonymous")

    return {
        "home": asks("home"),
        "again": asks("home", again=True),
        "product": asks("product", lambda n: f"&item_id={item(n)}"),
        "cart": asks("cart"),
        "page": page,
        "batch": batch,
        "track": lambda n: shop.request("POST", "/v1/track", event(n)),
        "events": lambda n: shop.request(
            "POST", "/v1/batch", {"batch": [event(n + at) for at in range(MANY)]}
        ),
    }


def bare_requests(shop: RequestShop) -> Mapping[str, Ask]:
    """Return the bare handler's two kinds: to read and to put."""
    handle = bare_handler(shop.storage.attach(bare_client(ENDPOINT)))

    def read(n: int) -> Any:
        return handle(gateway_event("GET", "/bare", None, f"user_id=u{n % PEOPLE}", key=""), None)  # type: ignore[arg-type]

    def put(n: int) -> Any:
        body = viewed(n, "1", shop.services.clock(), anonymousId="bare")
        return handle(gateway_event("POST", "/bare", body, key=""), None)  # type: ignore[arg-type]

    return {"read": read, "put": put}


def measure(folder: Path, items: int) -> dict[str, Any]:
    """Return the figures of a shop whose model and catalogue are in a folder."""
    shop = RequestShop(folder, items)
    asks, bare = requests(shop), bare_requests(shop)
    gc.freeze()  # as `functions.cold_start` does in the handler's module
    found: dict[str, Any] = {"ratio": {}, "ms": {}, "parts": {}, "calls": {}}
    for name, ask in asks.items():
        base = bare["put" if name in {"track", "events"} else "read"]
        lists = LISTS.get(name, 1)
        times = [_round(ask, base, ASKED // 10 if lists == MANY else ASKED) for _ in range(ROUNDS)]
        cpu, wall, plain = (np.array([each[at] for each in times]) for at in range(3))
        ratios = np.median(cpu, axis=1) / np.median(plain, axis=1)
        found["ratio"][name] = float(np.median(ratios)) / (lists if lists == MANY else 1)
        found["ms"][name] = {
            "cpu_p50": np.median(cpu), "bare_p50": np.median(plain),
            "wall_p50": np.median(wall), "wall_p99": np.percentile(wall, 99),
        }  # fmt: skip
        before = shop.storage.calls
        found["parts"][name] = parts_of(ask, 4 if lists == MANY else ASKED)
        found["calls"][name] = shop.storage.calls - before
    return {"items": items, **_rounded(found), "memory_mb": memory()}


def _round(ask: Ask, base: Ask, asked: int) -> tuple[list[float], list[float], list[float]]:
    """Return ms of CPU and on the wall of some requests, and the CPU ms of bare ones in turn."""
    for n in range(WARM if asked == ASKED else 1):
        ask(n), base(n)
    cpu, wall, plain = [], [], []
    for n in range(asked):
        start, began = time.perf_counter(), time.process_time()
        ask(n)
        middle = time.process_time()
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((middle - began) * 1000)
        middle = time.process_time()
        base(n)
        plain.append((time.process_time() - middle) * 1000)
    return cpu, wall, plain


def memory() -> dict[str, int]:
    """Return the peak and the own memory of this process in MB (proc_pid_status(5))."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    kib = {name: int(rest.split()[0]) for name, _, rest in (each.partition(":") for each in lines)
           if name in {"VmHWM", "RssAnon"}}  # fmt: skip
    return {"peak": kib["VmHWM"] // 1024, "own": kib["RssAnon"] // 1024}


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _rounded(each) if isinstance(each, dict) else round(float(each), 2)
        for name, each in figures.items()
    }


def _medians(runs: Sequence[Any]) -> Any:
    """Return the figures of one run, each of them the median of all runs."""
    if isinstance(runs[0], dict):
        return {name: _medians([each[name] for each in runs]) for name in runs[0]}
    return round(float(np.median(runs)), 2)


def report(found: dict[str, Any]) -> None:
    """Print a line for each kind of request."""
    print(f"{int(found['items']):,} items, memory in MB: {found['memory_mb']}")
    print(f"{'':8} {'ratio':>6} {'cpu ms':>7} {'bare':>6} {'p50':>6} {'p99':>6}  parts, CPU ms")
    for name, ratio in found["ratio"].items():
        ms, parts = found["ms"][name], found["parts"][name]
        shown = "  ".join(f"{part} {parts[part]:.2f}" for part in PARTS)
        print(f"{name:8} {ratio:6.2f} {ms['cpu_p50']:7.2f} {ms['bare_p50']:6.2f}"
              f" {ms['wall_p50']:6.1f} {ms['wall_p99']:6.1f}  {shown}")  # fmt: skip


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int, nargs="*", default=ITEMS)
    parser.add_argument("--folder", type=Path, help="keeps the models for the next run")
    parser.add_argument("--runs", type=int, default=1, help="processes that measure a size")
    arguments = parser.parse_args()
    os.environ |= ENVIRONMENT
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        for items in arguments.items:
            folder = (arguments.folder or Path(temporary)) / str(items)
            folder.mkdir(parents=True, exist_ok=True)
            apart(partial(publish, items=items), folder)
            runs = []
            for _ in range(arguments.runs):
                runs.append(apart(partial(measure, items=items), folder).answer)
                print(json.dumps({"ratio": runs[-1]["ratio"]}), flush=True)
            found.append(_medians(runs))
            report(found[-1])
    print(json.dumps({"ratio": found[0]["ratio"], "sizes": found}))


if __name__ == "__main__":
    main()
