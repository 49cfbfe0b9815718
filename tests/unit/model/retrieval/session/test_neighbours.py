import numpy as np
import pytest

from model.arrays.artifact import Array
from model.retrieval.session import neighbours
from model.retrieval.session.arrays import Scored, newest_first
from model.retrieval.session.index import SessionIndex
from model.training.session.index import index_arrays
from tests.unit.model.retrieval.session.streets import TABLE, log_of


@pytest.fixture
def index() -> SessionIndex:
    return SessionIndex(**index_arrays(log_of(TABLE, 6)))


def find(index: SessionIndex, prefix: Array) -> neighbours.Matches:
    return neighbours.find(index, *newest_first(prefix, neighbours.QUERY_ITEMS))


def near(index: SessionIndex, prefix: list[int]) -> dict[str, Scored]:
    return neighbours.near_items(index, find(index, np.array(prefix)))


def added_up(scored: Scored) -> dict[int, float]:
    total: dict[int, float] = {}
    for item, score in zip(*scored, strict=True):
        total[int(item)] = total.get(int(item), 0.0) + float(score)
    return total


def test_cosine_between_item_sets(index: SessionIndex) -> None:
    found = find(index, np.array([0, 1]))
    assert found.sessions.tolist() == [0, 1, 2, 5, 6]
    expected = [2 / np.sqrt(6), 1 / np.sqrt(6), 1.0, 0.5, 0.5]
    assert found.cosine == pytest.approx(expected)


def test_items_of_the_neighbours_score_their_likeness(index: SessionIndex) -> None:
    scores = added_up(near(index, [0, 1])["cosine"])
    assert scores[2] == pytest.approx(2 / np.sqrt(6) + 1 / np.sqrt(6) + 0.5)
    assert scores[3] == pytest.approx(1 / np.sqrt(6) + 0.5)
    assert 4 not in scores


def test_the_newest_item_decides_where_sessions_match(index: SessionIndex) -> None:
    found = find(index, np.array([0, 1]))
    assert found.matched.tolist() == [1, 0, 1, 0, 0]


def test_what_was_seen_last_weighs_more(index: SessionIndex) -> None:
    found = find(index, np.array([4, 0]))
    likeness = dict(zip(found.sessions.tolist(), found.stan, strict=True))
    assert likeness[6] > likeness[4]


def test_newer_sessions_weigh_more_in_stan_only(index: SessionIndex) -> None:
    found = find(index, np.array([0, 1]))
    assert found.stan[2] / found.cosine[2] > found.stan[0] / found.cosine[0]
    twins = find(index, np.array([4, 5]))
    assert twins.vsknn[0] == pytest.approx(twins.vsknn[1])
    assert twins.stan[0] < twins.stan[1]


def test_near_the_match_counts_and_the_match_itself_does_not(index: SessionIndex) -> None:
    scores = added_up(near(index, [1])["vsknn"])
    assert scores[1] == 0.0
    assert scores[2] > scores[3]


def test_an_item_without_views_has_no_neighbours(index: SessionIndex) -> None:
    unseen = SessionIndex(**index_arrays(log_of(TABLE, 9)))
    assert len(find(unseen, np.array([8])).sessions) == 0
    assert [added_up(each) for each in near(unseen, [8]).values()] == [{}] * 3


def test_only_the_nearest_sessions_count_as_many_as_each_similarity_reads(
    index: SessionIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each similarity has its own nearest sessions; what it does not count adds 0."""
    monkeypatch.setattr(neighbours, "COSINE_NEIGHBOURS", 1)
    monkeypatch.setattr(neighbours, "NEIGHBOURS", 2)
    prefix = [4, 0]
    matches = find(index, np.array(prefix))
    counted = {
        "cosine": (matches.cosine, 1),
        "vsknn": (matches.vsknn, 2),
        "stan": (matches.stan, 2),
    }
    for source, scored in near(index, prefix).items():
        similarity, k = counted[source]
        expected: set[int] = set()
        for at in np.argsort(-similarity)[:k].tolist():
            session = int(matches.sessions[at])
            start, end = index.offsets[session : session + 2]
            own = index.items[start:end].tolist()
            # the shared item itself counts in cosine alone
            expected |= {
                e for n, e in enumerate(own) if source == "cosine" or n != matches.matched[at]
            }
        assert {item for item, score in added_up(scored).items() if score > 0} == expected
