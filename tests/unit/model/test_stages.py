"""Each stage of a recommendation is a value that can be looked at alone, and few frames deep."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from model.arrays.artifact import Artifact
from model.query import PLACEMENTS, History, Interaction, Purchased, Query
from model.ranking.placement_family import FAMILIES
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.ranking.learn import learn_all
from tests.unit.model.rankers import planted
from tests.unit.model.shop import DAY, NOW, checkerboard, learn, line, rewritten, write_lake

MAX_FRAMES = 8
RETRIEVAL = str(Path("model/retrieval"))
SOURCES = {"retrieve", "around", "similar", "in_category_of", "candidates"}
"""The methods by which a source is asked."""

PERSON = History(
    (Interaction("i3", "view", NOW - 1000), Interaction("i4", "cart", NOW - 2000)),
    (Purchased("i1", 3, NOW // DAY - 5), Purchased("i2", 1, NOW // DAY - 9)),
    ("i1",),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """A checkerboard with views and a ranker for every family."""
    folder = tmp_path_factory.mktemp("stages")
    views = [line(f"visitor#{who}", "view", f"i{who % 10}", day=who) for who in range(20)]
    plain = learn(write_lake(folder / "lake", [*checkerboard(), *views]), folder / "plain")
    cases = {each.name: planted(each, "purchase_count") for each in FAMILIES.values()}
    arrays, rankers = learn_all(cases, TrainingSettings(ranker_fewest=100))
    return rewritten(plain, folder / "out", arrays, rankers=rankers)


@pytest.fixture(scope="module")
def scorer(model: Artifact) -> Scorer:
    return Scorer(model, None)


def query(placement: str) -> Query:
    item = "i2" if placement == "product" else None
    return Query(placement, 5, NOW, PERSON, item_id=item)


@contextmanager
def depths(into: dict[str, int]) -> Iterator[None]:
    """Note at which depth below `Scorer.recommend`, itself 1, each source is asked."""
    depth = 0

    def profile(frame: FrameType, event: str, _: Any) -> None:
        nonlocal depth
        if event == "call":
            code = frame.f_code
            depth += 1 if depth or code.co_qualname == "Scorer.recommend" else 0
            if depth and RETRIEVAL in code.co_filename and code.co_name in SOURCES:
                into[code.co_qualname] = max(into.get(code.co_qualname, 0), depth)
        elif event == "return" and depth:
            depth -= 1

    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_source_is_asked_few_frames_below_the_scorer(scorer: Scorer, placement: str) -> None:
    found: dict[str, int] = {}
    with depths(found):
        scorer.recommend(query(placement))
    for name, depth in sorted(found.items(), key=lambda pair: pair[1]):
        sys.stdout.write(f"{placement}: {depth} frames to {name}\n")

    assert {"PurchaseFrequency.retrieve", "Als.retrieve"} & found.keys()
    assert max(found.values()) <= MAX_FRAMES


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_the_stages_one_by_one_make_the_list(scorer: Scorer, placement: str) -> None:
    context = scorer.context(query(placement))
    ranker = scorer.blender.ranker_for(context.query)
    candidates = scorer.sources.retrieve(context, ranker.asks)
    ranked = ranker.rank(context, candidates)
    reranked = scorer.reranker.rerank(context, ranked)

    assert ranker.asks == "ranker"
    assert len(candidates.others) == len(ranked.scores) > 0
    assert not context.allowed[context.blocked].any()
    assert context.allowed[candidates.others.groups].all()
    assert set(reranked.candidates.groups.tolist()) <= set(candidates.others.groups.tolist())
    listed = [each.item_id for each in scorer.recommend(query(placement))]
    groups = dict.fromkeys(reranked.candidates.groups.tolist())
    names = [scorer.groups.pick(group, None, ()) for group in groups]
    assert listed[: len(names)] == names[:5]


def test_a_list_without_candidates_comes_from_the_fallback(scorer: Scorer) -> None:
    cold = replace(query("home"), history=History())
    context = scorer.context(cold)
    candidates = scorer.sources.retrieve(context, "weighted_sum")

    assert len(candidates.others) == len(candidates.next_items) == 0
    assert {each.reason for each in scorer.recommend(cold)} == {"popular"}
