from dataclasses import replace

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.arrays.tree_ensemble import TreeEnsemble
from model.query import History, Interaction, Purchased, Query
from model.ranking.features import REPURCHASE_STATS, GroupFacts
from model.ranking.placement_family import PERSON
from model.ranking.ranker import open_rankers
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.ranking.learn import learn
from model.training.ranking.ranker_dataset import RankerDataset
from tests.unit.model.rankers import CASES, EACH, planted
from tests.unit.model.shop import DAY, NOW, SMALL, checkerboard, rewritten, write_lake
from tests.unit.model.shop import learn as learn_model

NAME = PERSON.name
SETTINGS = TrainingSettings(ranker_fewest=100, ranker_trees=20, ranker_leaves=7)


def due(seed: int = 5) -> RankerDataset:
    """Return cases in which the candidate that is most due is relevant, without recent views."""
    return planted(PERSON, "purchase_due", seed=seed, absent={"recent_item_to_item"})


def test_ndcg_of_each_case() -> None:
    rows = RankerDataset(
        features=np.zeros((5, 1)),
        hit=np.array([True, False, False, True, True]),
        sizes=np.array([2, 3]),
        wanted=np.array([1, 3]),
        weighted_sum=np.zeros(5),
        person=np.array([1, 2]),
        sources=np.zeros((2, 5)),
        related=np.ones(5, np.bool_),
    )
    second = (1 + 1 / np.log2(3)) / (1 + 1 / np.log2(3) + 0.5)

    assert rows.ndcg(np.array([1.0, 2.0, 1.0, 3.0, 2.0])) == pytest.approx([1 / np.log2(3), second])


def test_trees_without_a_split_never_win() -> None:
    """All candidates have the same features; the weighted sum puts the relevant one last."""
    rows = due()
    same = replace(rows, features=np.zeros_like(rows.features), weighted_sum=-1.0 * rows.hit)
    arrays, about = learn(same, SETTINGS)
    assert (arrays, about["won"]) == ({}, "weighted_sum")


def test_trees_that_rank_better_win() -> None:
    arrays, about = learn(due(), SETTINGS)

    assert (about["won"], about["cases"]) == ("trees", CASES)
    assert about["ndcg_trees"] > 0.95 > about["ndcg_weighted_sum"]
    assert about["unseen_sources"] == {"recent_item_to_item": 0.6}
    fresh = due(seed=6)
    scores = TreeEnsemble.from_arrays(arrays, f"rankers/{NAME}/").predict(fresh.features)
    assert fresh.ndcg(scores).mean() > 0.95


def test_the_weighted_sum_serves_where_it_is_better() -> None:
    rows = due()
    arrays, about = learn(replace(rows, weighted_sum=rows.hit.astype(float)), SETTINGS)

    assert arrays == {}
    assert (about["won"], about["ndcg_weighted_sum"]) == ("weighted_sum", 1.0)


@pytest.mark.parametrize(
    ("rows", "settings", "why"),
    [
        (due(), replace(SETTINGS, ranker_fewest=201), "fewer than 201 cases"),
        (
            replace(due(), hit=np.zeros(CASES * EACH, np.bool_)),
            SETTINGS,
            "no candidate was relevant",
        ),
    ],
)
def test_nothing_is_learned_from_too_little(
    rows: RankerDataset, settings: TrainingSettings, why: str
) -> None:
    arrays, about = learn(rows, settings)

    assert (arrays, about["won"]) == ({}, "weighted_sum")
    assert about["why"].startswith(why)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """A checkerboard with a ranker for which what was sold most is best: of i1 and i2, i2."""
    folder = tmp_path_factory.mktemp("ranked")
    lake = write_lake(folder / "lake", checkerboard())
    plain = learn_model(lake, folder / "plain", settings=SMALL)
    arrays, about = learn(due(), SETTINGS)
    return rewritten(plain, folder / "out", arrays, rankers={NAME: about})


def test_the_trees_decide_for_who_has_bought(model: Artifact) -> None:
    """`i2` is bought often and lately, `i4` is what was due long ago."""
    today = NOW // DAY
    rare = Purchased("i4", 2, today - 300, span=20, faded=0.2)
    history = History(purchased=(Purchased("i2", 9, today - 2, span=200, faded=3.0), rare))
    query = Query("home", 1, NOW, history)

    assert [each.item_id for each in Scorer(model, None).recommend(query)] == ["i4"]


def test_an_unseen_source_keeps_its_weight(model: Artifact) -> None:
    history = History(purchased=(Purchased("i2", 3, NOW // DAY - 9),))
    looking = replace(history, interactions=(Interaction("i3", "view", NOW),))
    before, after = (
        {each.item_id: each for each in Scorer(model, None).recommend(Query("home", 9, NOW, h))}
        for h in (history, looking)
    )

    assert after["i1"].reason == "because_you_viewed"
    assert after["i1"].because_item_id == "i3"
    assert list(after).index("i1") < list(before).index("i1")


def test_a_mere_visitor_gets_the_weighted_sum(model: Artifact) -> None:
    query = Query("home", 4, NOW, History((Interaction("i3", "view", NOW),)))
    found = Scorer(model, None).recommend(query)

    assert {each.item_id for each in found} == {"i1", "i5", "i7", "i9"}


def test_trees_of_other_features_are_not_asked(model: Artifact) -> None:
    about = {**model.manifest["rankers"][NAME], "features": ["something else"]}
    other = Artifact(model.folder, {**model.manifest, "rankers": {NAME: about}})

    assert list(open_rankers(model)) == [NAME]
    assert open_rankers(other) == {}


def test_an_unknown_group_has_no_facts() -> None:
    facts = GroupFacts(np.ones((3, len(REPURCHASE_STATS))), np.array([4, 5, -1]))

    assert facts.rows(np.array([1, 2, 99])).tolist() == [1, 2, 2]
