"""What rules and knobs add to one recommendation: 100k items, one core, CPU time.

    OPENBLAS_NUM_THREADS=1 python -m bench.rules [items]

The shop of `bench.scoring`, with 50 rules: pins, blocks, boosts and burials by item, category and
price. Each question is asked of all variants in turn, several times; the fastest counts, so that a
busy machine's other work does not. Budget: 50 rules ≤ 1 ms more in the median.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.random_model import open_scorer
from bench.random_queries import random_query
from model.rules.rule import Rule
from model.scoring import PLACEMENTS, Query, Scorer

TIMES, REPEATS = 60, 5
Ask = Callable[[Query], object]


def random_rules(items: int, rng: np.random.Generator, count: int = 50) -> list[Rule]:
    """Return as many rules, of all actions in turn."""
    makes: list[Callable[[str], Rule]] = [
        lambda name: Rule(name, "pin", item_ids=(str(rng.integers(items)),), position=3),
        lambda name: Rule(name, "block", item_ids=tuple(map(str, rng.integers(0, items, 20)))),
        lambda name: Rule(name, "boost", category=f"c{rng.integers(300)}", factor=1.5),
        lambda name: Rule(name, "bury", category=f"c{rng.integers(300)}", max_price=40.0),
        lambda name: Rule(name, "boost", min_price=80.0, max_price=85.0, factor=1.2),
    ]
    return [makes[at % len(makes)](f"r{at}") for at in range(count)]


def ways(scorer: Scorer, rules: list[Rule]) -> dict[str, Ask]:
    """Return what is compared, by name; the first is what the others are compared with."""
    ruled = scorer.with_rules(rules)
    return {
        "nothing": scorer.recommend,
        "50 rules": ruled.recommend,
        "diversity": lambda query: scorer.recommend(replace(query, diversity=0.3)),
        "rotation": lambda query: scorer.recommend(replace(query, rotation_rate=0.3)),
        "all": lambda query: ruled.recommend(replace(query, diversity=0.3, rotation_rate=0.3)),
    }


def seconds(ask: Ask, query: Query) -> float:
    start = time.thread_time()
    ask(query)
    return time.thread_time() - start


def measure(asked: dict[str, Ask], items: int, placement: str) -> None:
    """Print the percentiles of each way in ms, and the median of what it adds to the first."""
    rng = np.random.default_rng(11)
    took = np.zeros((len(asked), TIMES))
    for at in range(TIMES):
        query = random_query(items, rng, placement)
        for way, ask in enumerate(asked.values()):
            took[way, at] = min(seconds(ask, query) for _ in range(REPEATS)) * 1000
    for name, row in zip(asked, took, strict=True):
        p50, p99 = np.percentile(row, [50, 99])
        more = np.median(row - took[0])
        print(f"{placement:13} {name:9} p50 {p50:5.2f}  p99 {p99:5.2f}  adds {more:+.2f} ms")


def main(items: int = 100_000) -> None:
    """Measure every placement."""
    with tempfile.TemporaryDirectory() as folder:
        scorer, _ = open_scorer(Path(folder), items)
        rules = random_rules(items, np.random.default_rng(5))
        start = time.thread_time()
        scorer.with_rules(rules).recommend(random_query(items, np.random.default_rng(11), "home"))
        print(f"first answer after the rules changed: {(time.thread_time() - start) * 1000:.0f} ms")
        for placement in PLACEMENTS:
            measure(ways(scorer, rules), items, placement)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
