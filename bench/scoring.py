"""Latency of one recommendation, storage excluded: 100k items, 64 factors, one core.

    OPENBLAS_NUM_THREADS=1 python -m bench.scoring [items]

The model and the catalogue are drawn at random, written and opened as in production; a person has
a full profile (60 interactions, 200 purchases).
Budget: p99 ≤ 10 ms, and ≤ 30 ms for 1M items.

`bare` is the median time of the plain product of all vectors with one, which ALS alone would need:
it shows how fast the machine was. `ratio` is the median answer over it.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.random_model import FACTORS, open_scorer
from bench.random_queries import random_query
from model.scoring import PLACEMENTS, Query, Scorer

BARE_EACH = 10
"""Answers between two products of all vectors: not after each answer, as they empty the caches."""
PEOPLE, PASSES = 200, 3


def measure(scorer: Scorer, items: int, placement: str) -> dict[str, float]:
    """Return percentiles in ms over `PEOPLE` queries, each `PASSES` times, after some to warm up.

    `cpu` leaves out the waits of a busy machine, `wall` has them; `least` are over the lowest CPU
    time of each query.
    """
    rng = np.random.default_rng(11)
    vectors, vector = rng.random((items, FACTORS), np.float32), rng.random(FACTORS, np.float32)
    queries = [random_query(items, rng, placement) for _ in range(PEOPLE)]
    for query in queries[: PEOPLE // 4]:
        ask(scorer, query)
    cpu, wall = np.zeros((2, PASSES, PEOPLE))
    bare = []
    for at in np.ndindex(PASSES, PEOPLE):
        if at[1] % BARE_EACH == 0:
            start = time.thread_time()
            vectors @ vector
            bare.append((time.thread_time() - start) * 1000)
        cpu[at], wall[at] = ask(scorer, queries[at[1]])
    found = {
        f"{name}_p{share}": float(np.percentile(took, share))
        for name, took in (("least", cpu.min(axis=0)), ("cpu", cpu), ("wall", wall))
        for share in (50, 99)
    }
    plain = float(np.median(bare))
    found |= {"bare": plain, "ratio": found["cpu_p50"] / plain}
    return {name: round(value, 2) for name, value in found.items()}


def ask(scorer: Scorer, query: Query) -> tuple[float, float]:
    """Return CPU time and wall time in ms."""
    start, cpu = time.perf_counter(), time.thread_time()
    answer = scorer.recommend(query)
    took = (time.thread_time() - cpu) * 1000, (time.perf_counter() - start) * 1000
    if len(answer) != query.n:
        raise SystemExit(f"{query.placement} answered {len(answer)} of {query.n}")
    return took


def main(items: int = 100_000) -> None:
    """Measure every placement; the last line is JSON."""
    with tempfile.TemporaryDirectory() as folder:
        scorer, opened = open_scorer(Path(folder), items)
        print(f"open, verify and join {items} items: {opened:.2f} s")
        asked = [(placement, scorer, placement) for placement in PLACEMENTS]
        found: dict[str, dict[str, float]] = {}
        for name, asks, placement in [*asked, ("home_no_trees", scorer.without_ranker(), "home")]:
            found[name] = measure(asks, items, placement)
            line = "  ".join(f"{key} {value:5.2f}" for key, value in found[name].items())
            print(f"{name:14}{line}")
    print(json.dumps({"items": items, "open_s": round(opened, 2), "ms": found}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
