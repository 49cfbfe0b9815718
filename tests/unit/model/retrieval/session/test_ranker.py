from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.plain_knn import PlainKnn
from bench.sessions import measure
from model.arrays.artifact import Array, Artifact, write_artifact
from model.retrieval.session.candidates import SIZE, SOURCES, select
from model.retrieval.session.features import FEATURES, features
from model.retrieval.session.ranker import LONGEST, SessionRanker
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings
from model.training.session.train import train
from tests.unit.model.retrieval.session.streets import TABLE, log_of, walks

SMALL = SessionSettings(factors=8, trees=25, ranker_cases=1200, threads=1)
Trained = tuple[SessionLog, SessionLog, dict[str, Array], dict[str, float | int]]


@pytest.fixture(scope="module")
def learned() -> Trained:
    before, newest = walks(2500).split(600)
    return before, newest, *train(before, SMALL)


@pytest.fixture(scope="module")
def ranker(learned: Trained) -> SessionRanker:
    return SessionRanker.from_arrays(learned[2])


def test_the_ranker_beats_plain_session_knn(learned: Trained, ranker: SessionRanker) -> None:
    before, newest, _, report = learned
    cases = list(newest.cases())
    ours = measure(ranker.rank, cases, 20)
    plain = measure(PlainKnn(before).rank, cases, 20)
    assert report["trees"] > 0
    assert ours["mrr"] > 1.2 * plain["mrr"]
    assert ours["hr"] >= plain["hr"]


def test_training_twice_gives_the_same_arrays(learned: Trained) -> None:
    again, _ = train(learned[0], SMALL)
    assert all(np.array_equal(again[name], array) for name, array in learned[2].items())


def test_stored_and_opened_again_it_ranks_the_same(
    learned: Trained, ranker: SessionRanker, tmp_path: Path
) -> None:
    write_artifact(tmp_path, kind="model", version="1", arrays=learned[2], manifest={})
    opened = SessionRanker.from_arrays(Artifact.open(tmp_path, kind="model"))
    for prefix, _ in list(learned[1].cases())[:20]:
        for ours, theirs in zip(ranker.rank(prefix), opened.rank(prefix), strict=True):
            assert ours.tolist() == theirs.tolist()


@given(prefix=st.lists(st.integers(0, 359), min_size=1, max_size=2 * LONGEST))
def test_any_session_is_ranked(ranker: SessionRanker, prefix: list[int]) -> None:
    items, scores = ranker.rank(np.array(prefix))
    assert len(set(items.tolist())) == len(items) <= SIZE
    assert set(prefix[-LONGEST:]) <= set(items.tolist())
    assert (np.diff(scores) <= 0).all()
    assert np.isfinite(scores).all()


def test_no_session_gives_what_is_popular(ranker: SessionRanker) -> None:
    items, scores = ranker.rank(np.zeros(0, np.int32))
    assert items.tolist() == ranker.sources.popular.tolist()
    assert len(scores) == len(items)


def test_unknown_items_are_ignored(ranker: SessionRanker) -> None:
    with_unknown, without = ranker.rank(np.array([31, -1, 32])), ranker.rank(np.array([31, 32]))
    assert with_unknown[0].tolist() == without[0].tolist()


def test_features_stand_under_their_names(ranker: SessionRanker) -> None:
    prefix = np.array([31, 32, 31, 33, 32])
    chosen = select(ranker.sources.retrieve(prefix))
    rows = features(ranker.facts, prefix, chosen)
    assert rows.shape == (len(chosen.items), len(FEATURES))
    row = dict(zip(FEATURES, rows[chosen.items == 32][0].tolist(), strict=True))
    expected = {
        "seen_last": 0,
        "seen_first": 3,
        "seen_before_last": 3,
        "times_seen": 2,
        "followed_last": 0,
        "length": 5,
        "distinct": 3,
        "novelty": pytest.approx(0.6),
        "revisits": 1,
        "stays": 0,
        "near_last": pytest.approx(1.0, abs=1e-5),
        "revisited_rank": 0,
    }
    assert {name: row[name] for name in expected} == expected
    assert rows[chosen.items == 31][0][FEATURES.index("followed_last")] == 1
    assert rows[chosen.items == 34][0][FEATURES.index("seen_last")] == 99


def test_every_source_returns_items_in_its_order(ranker: SessionRanker) -> None:
    proposals = ranker.sources.retrieve(np.array([31, 32]))
    assert list(proposals) == list(SOURCES)
    assert all(len(items) == len(scores) > 0 for items, scores in proposals.values())


@pytest.mark.parametrize("sessions", [TABLE, ((0,),), ((0, 0),), ((2, 1), (1, 2))])
def test_too_little_to_learn_trees_from_still_ranks(sessions: tuple[tuple[int, ...], ...]) -> None:
    arrays, report = train(log_of(sessions, 6), SMALL)
    assert report["trees"] == 0
    items, _ = SessionRanker.from_arrays(arrays).rank(np.array([sessions[0][0]]))
    assert sessions[0][0] in items


def test_without_trees_plain_knn_ranks() -> None:
    log = log_of(TABLE, 6)
    ranker = SessionRanker.from_arrays(train(log, SMALL)[0])
    plain, _ = PlainKnn(log).rank(np.array([0, 1]))
    assert ranker.rank(np.array([0, 1]))[0][:3].tolist() == plain[:3].tolist()


def test_no_session_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="no session"):
        train(log_of((), 3), SMALL)
