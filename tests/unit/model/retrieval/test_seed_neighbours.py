"""Sets of seeds that are looked up together find what each finds alone."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from model.retrieval.candidates import LIMIT
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.seed_neighbours import Seeds, neighbours_of

GROUPS, WIDTHS = 400, (7, 12)


def tables(rng: np.random.Generator) -> list[Any]:
    """Return two tables of neighbours, some of them padded."""
    return [
        SimpleNamespace(
            neighbours=rng.integers(-1, GROUPS, (GROUPS, width)).astype(np.int32),
            scores=rng.random((GROUPS, width)).astype(np.float32),
        )
        for width in WIDTHS
    ]


def drawn(table: Any, size: int, rng: np.random.Generator) -> Seeds:
    """Return seeds of which some are unknown, and some not in the model."""
    groups = rng.permutation(GROUPS + 40)[:size].astype(np.int32) - 20
    return Seeds(table, [f"i{at}" for at in groups], groups, rng.random(size).astype(np.float32))


def slowly(seeds: Seeds, allowed: Any) -> dict[int, tuple[float, str]]:
    """Return the sum of each group and the item with its largest part, counted one by one."""
    known = [at for at, group in enumerate(seeds.groups) if 0 <= group < GROUPS]
    sums: dict[int, float] = {}
    best: dict[int, tuple[float, str]] = {}
    for at in known:
        group = seeds.groups[at]
        pairs = zip(seeds.table.neighbours[group], seeds.table.scores[group], strict=True)
        for near, score in pairs:
            if near >= 0 and allowed[near] and near not in seeds.groups[known]:
                part = float(score * seeds.strengths[at])
                sums[int(near)] = sums.get(int(near), 0.0) + part
                if part > best.get(int(near), (-1.0, ""))[0]:
                    best[int(near)] = (part, seeds.items[at])
    return {group: (total, best[group][1]) for group, total in sums.items()}


@pytest.mark.parametrize("sizes", [(0, 0, 0), (8, 0, 8), (1, 1, 1), (60, 30, 9)])
def test_each_set_finds_what_it_finds_alone(sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(5)
    bought, viewed = tables(rng)
    allowed = rng.random(GROUPS) < 0.7
    context = cast("ScoringContext", SimpleNamespace(allowed=allowed))
    asked = [
        drawn(table, size, rng) for table, size in zip((bought, viewed, bought), sizes, strict=True)
    ]

    for seeds, found in zip(asked, neighbours_of(asked, context), strict=True):
        expected = slowly(seeds, allowed)
        highest = sorted(expected, key=lambda group: -expected[group][0])[:LIMIT]
        assert set(found.groups.tolist()) == set(highest)
        high = max((total for total, _ in expected.values()), default=1.0)
        known = (seeds.groups >= 0) & (seeds.groups < GROUPS)
        strongest = seeds.strengths[known].max(initial=0.0)
        for group, score, because in zip(found.groups, found.scores, found.because, strict=True):
            total, item = expected[int(group)]
            assert score == pytest.approx(total * strongest / high, rel=1e-5)
            assert found.because_items[because] == item


def test_of_equal_parts_the_first_seed_explains() -> None:
    table = SimpleNamespace(
        neighbours=np.array([[2], [2], [-1]], np.int32), scores=np.ones((3, 1), np.float32)
    )
    context = cast("ScoringContext", SimpleNamespace(allowed=np.ones(3, np.bool_)))
    for order in ([0, 1], [1, 0]):
        groups = np.array(order, np.int32)
        seeds = Seeds(cast("Any", table), ["a", "b"], groups, np.ones(2, np.float32))
        (found,) = neighbours_of([seeds], context)
        assert found.groups.tolist() == [2]
        assert found.because.tolist() == [0]
