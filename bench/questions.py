"""A thousand questions of all placements, to see that a change of the code changes no answer.

    python -m bench.questions record FILE [items]
    python -m bench.questions compare FILE [items]

The shop is random: variants of products, new, hidden and sold-out items, changes since the
snapshot. The questions have filters, rules, diversity, rotation, exploration and lists of a page
before; histories are full, short, of views only, and empty. `compare` prints each answer that
differs in items, order or reasons, or in a score by more than 1e-6, and then exits with 1.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.random_model import write_artifacts
from bench.random_queries import CATEGORIES, NOW, random_query
from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.catalogue.stock import StockRow
from model.durations import DAY_MS
from model.query import PLACEMENTS, History, Query, ScoredItem
from model.rules.rule import Rule
from model.scoring import Scorer

QUESTIONS, ITEMS = 1_000, 20_000
TOLERANCE = 1e-6
SHOPS = ("whole", "changed", "ruled", "weights", "no catalogue", "no model")
RULES = (
    Rule("a", "block", category="c3"),
    Rule("b", "pin", item_ids=("17", "18", "no such item"), position=2),
    Rule("c", "bury", category="c5"),
    Rule("d", "bury", category="c7", factor=0.5),
    Rule("e", "boost", category="c11", factor=2.0, placements=("home", "product")),
    Rule("f", "boost", max_price=9.0, factor=1.3, channels=("channel-1",)),
)


def catalogue(items: int) -> Iterator[CatalogueRow]:
    """Yield a row an item: one in five is a variant of its neighbour, the last ones are new."""
    for at in range(items):
        variant = at % 5 == 4
        yield CatalogueRow(
            str(at),
            group_id=str(at - 1) if variant else str(at),
            category=f"c{at % CATEGORIES}" if at % 11 else None,
            brand=f"b{at % 40}",
            price=float(at % 90),
            hidden=at % 97 == 0,
            created_at=NOW - (items - at) * DAY_MS // 40,
        )
    for at in range(items, items + 50):  # unknown to the model
        yield CatalogueRow(str(at), category=f"c{at % CATEGORIES}", created_at=NOW - at * 1_000)


def changes(items: int) -> Changes:
    """Return what was put, deleted and sold since the snapshot."""
    put = (CatalogueRow(f"later-{at}", category="c1", created_at=NOW - at) for at in range(9))
    moved = (CatalogueRow(str(at), category="c2", price=5.0) for at in range(100, 140))
    stock = (StockRow(str(at), f"s{at % 3}", at % 2 == 0) for at in range(0, items, 7))
    gone = tuple(str(at) for at in range(200, 260))
    return Changes((*put, *moved), gone, tuple(stock))


def shops(folder: Path, items: int) -> dict[str, Scorer]:
    """Return scorers by the names in `SHOPS`."""
    write_artifacts(folder, items)
    build(catalogue(items), folder / "varied", "v")
    model = Artifact.open(folder / "model", kind="model")
    snapshot = Snapshot.open(folder / "varied")
    whole = Scorer(model, snapshot)
    changed = whole.overlaid(changes(items))
    return dict(
        zip(
            SHOPS,
            (
                whole,
                changed,
                changed.with_rules(RULES),
                whole.without_ranker(),
                Scorer(model, None),
                Scorer(None, snapshot),
            ),
            strict=True,
        )
    )


def questions(items: int) -> Iterator[tuple[str, Query]]:
    """Yield the name of a shop and a query of it."""
    rng = np.random.default_rng(23)
    for number in range(QUESTIONS):
        placement = PLACEMENTS[number % len(PLACEMENTS)]
        query = random_query(items, rng, placement)
        query = replace(query, history=_history(query.history, int(rng.integers(6))))
        yield SHOPS[number // len(PLACEMENTS) % len(SHOPS)], replace(query, **_asked(rng, items))


def _history(whole: History, kind: int) -> History:
    """Return the whole history, or a part of it."""
    seen = tuple(each for each in whole.interactions if each.kind != "purchase")
    late = tuple(each._replace(at=each.at - 2 * DAY_MS) for each in seen)
    rejected = (seen[0]._replace(kind="remove"), *seen[1:])
    return (
        whole,
        History(whole.interactions, tuple(whole.purchased)[:5]),
        History(late, whole.purchased, whole.cart),
        History(rejected, (), whole.cart),
        History(seen[:3]),
        History(),
    )[kind]


def _asked(rng: np.random.Generator, items: int) -> dict[str, Any]:
    """Return other fields of a query; most are as they are by default."""
    drawn = rng.random(9)
    options: tuple[tuple[bool, dict[str, Any]], ...] = (
        (drawn[0] < 0.1, {"min_price": 10.0, "max_price": 60.0}),
        (drawn[1] < 0.1, {"brand": "b7"}),
        (drawn[2] < 0.1, {"location": "s1"}),
        (drawn[3] < 0.1, {"in_stock": False}),
        (drawn[4] < 0.2, {"diversity": 0.4}),
        (drawn[5] < 0.2, {"rotation_rate": 0.3}),
        (drawn[6] < 0.5, {"exploration": 0.1}),
        (drawn[7] < 0.2, {"page_items": tuple(map(str, rng.integers(0, items, 20)))}),
        (drawn[8] < 0.2, {"exclude": frozenset(), "channel": None}),
    )
    chosen = {name: value for holds, each in options if holds for name, value in each.items()}
    return {**chosen, "n": int(rng.integers(1, 60)), "seed": f"customer#{rng.integers(99)}"}


def answers(items: int) -> list[list[Any]]:
    """Return the answer to each question, as JSON has it."""
    with tempfile.TemporaryDirectory() as folder:
        asked = shops(Path(folder), items)
        return [
            [_plain(each) for each in asked[shop].recommend(query)]
            for shop, query in questions(items)
        ]


def _plain(item: ScoredItem) -> list[Any]:
    return [item.item_id, item.score, item.reason, item.because_item_id]


def differs(before: list[Any], after: list[Any]) -> bool:
    """Whether two answers differ in items, order or reasons, or in a score."""
    if [each[:1] + each[2:] for each in before] != [each[:1] + each[2:] for each in after]:
        return True
    return any(abs(old[1] - new[1]) > TOLERANCE for old, new in zip(before, after, strict=True))


def main(what: str, file: str, items: str = str(ITEMS)) -> int:
    """Record or compare; the exit code is 1 if an answer differs."""
    found = answers(int(items))
    if what == "record":
        Path(file).write_text(json.dumps(found), "ascii")
        print(f"{len(found)} answers, {sum(map(len, found))} items")
        return 0
    pairs = list(zip(json.loads(Path(file).read_text("ascii")), found, strict=True))
    other = [at for at, (before, after) in enumerate(pairs) if differs(before, after)]
    for at in other[:10]:
        old, new = pairs[at]
        print(at, next(([a, b] for a, b in zip(old, new, strict=False) if a != b), "length"))
    print(f"{len(other)} of {len(pairs)} answers differ")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
