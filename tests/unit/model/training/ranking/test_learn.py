from dataclasses import replace

import numpy as np
import pytest

from model.arrays.artifact import Artifact, write_artifact
from model.arrays.tree_ensemble import Trees
from model.query import History, Interaction, Purchased, Query
from model.ranking.features import FEATURES, RHYTHM, GroupFacts
from model.ranking.preselection import SOURCES
from model.ranking.ranker import rankers
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.ranking.learn import learn
from model.training.ranking.ranker_dataset import Rows
from tests.unit.model.shop import DAY, NOW, SMALL, checkerboard, write_lake
from tests.unit.model.shop import learn as learn_model

NAME = "personal"
SETTINGS = TrainingSettings(ranker_fewest=100, ranker_trees=20, ranker_leaves=7)
CASES, EACH = 200, 10
DUE = FEATURES.index("past_due")


def planted(seed: int = 5) -> Rows:
    """In each of 200 cases the candidate that is most due is the wanted one."""
    rng = np.random.default_rng(seed)
    rows = rng.random((CASES * EACH, len(FEATURES))).astype(np.float32)
    due = rows[:, DUE].reshape(CASES, EACH)
    due[np.arange(CASES), rng.integers(0, EACH, CASES)] += 1
    hit = (due == due.max(axis=1, keepdims=True)).ravel()
    heard = np.tile(np.array([source != "seen" for source in SOURCES]), (CASES, 1))
    ones = np.ones(CASES, np.int64)
    return Rows(
        features=rows,
        hit=hit,
        sizes=ones * EACH,
        wanted=ones,
        hand_made=rng.random(CASES * EACH),
        person=np.arange(CASES),
        heard=heard,
        near=np.ones(CASES * EACH, np.bool_),
    )


def test_ndcg_of_each_case() -> None:
    rows = Rows(
        features=np.zeros((5, 1)),
        hit=np.array([True, False, False, True, True]),
        sizes=np.array([2, 3]),
        wanted=np.array([1, 3]),
        hand_made=np.zeros(5),
        person=np.array([1, 2]),
        heard=np.zeros((2, 5)),
        near=np.ones(5, np.bool_),
    )
    second = (1 + 1 / np.log2(3)) / (1 + 1 / np.log2(3) + 0.5)

    assert rows.ndcg(np.array([1.0, 2.0, 1.0, 3.0, 2.0])) == pytest.approx([1 / np.log2(3), second])


def test_trees_without_a_split_never_win() -> None:
    """All candidates are alike, and by hand the wanted one stands last: no order is better."""
    rows = planted()
    alike = replace(rows, features=np.zeros_like(rows.features), hand_made=-1.0 * rows.hit)
    arrays, about = learn(alike, SETTINGS)
    assert (arrays, about["won"]) == ({}, "hand_made")


def test_trees_that_find_what_is_due_win() -> None:
    arrays, about = learn(planted(), SETTINGS)

    assert (about["won"], about["cases"]) == ("trees", CASES)
    assert about["ndcg_trees"] > 0.95 > about["ndcg_hand_made"]
    assert about["unheard"] == {"seen": 0.6}
    fresh = planted(seed=6)
    scores = Trees.of(arrays, f"rankers/{NAME}/").predict(fresh.features)
    assert fresh.ndcg(scores).mean() > 0.95


def test_the_hand_made_blend_stays_where_it_is_better() -> None:
    rows = planted()
    arrays, about = learn(replace(rows, hand_made=rows.hit.astype(float)), SETTINGS)

    assert arrays == {}
    assert (about["won"], about["ndcg_hand_made"]) == ("hand_made", 1.0)


@pytest.mark.parametrize(
    ("rows", "settings", "why"),
    [
        (planted(), replace(SETTINGS, ranker_fewest=201), "fewer than 201 cases"),
        (replace(planted(), hit=np.zeros(CASES * EACH, np.bool_)), SETTINGS, "nobody wanted"),
    ],
)
def test_nothing_is_learned_from_too_little(
    rows: Rows, settings: TrainingSettings, why: str
) -> None:
    arrays, about = learn(rows, settings)

    assert (arrays, about["won"]) == ({}, "hand_made")
    assert about["why"].startswith(why)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """A checkerboard with a ranker for which what was sold most is best: of i1 and i2, i2."""
    folder = tmp_path_factory.mktemp("ranked")
    lake = write_lake(folder / "lake", checkerboard())
    plain = learn_model(lake, folder / "plain", settings=SMALL)
    arrays, about = learn(planted(), SETTINGS)
    every = {name.removesuffix(".npy").replace(".", "/"): name for name in plain.manifest["sha256"]}
    old = {name: np.load(plain.folder / file) for name, file in every.items()}
    about = {**plain.manifest, "rankers": {NAME: about}}
    out = folder / "out"
    write_artifact(out, kind="model", version="r", arrays={**old, **arrays}, manifest=about)
    return Artifact.open(out, kind="model")


def test_the_trees_decide_for_who_has_bought(model: Artifact) -> None:
    """`i2` is bought often and lately, `i4` is what was due long ago."""
    today = NOW // DAY
    rare = Purchased("i4", 2, today - 300, span=20, faded=0.2)
    history = History(purchased=(Purchased("i2", 9, today - 2, span=200, faded=3.0), rare))
    query = Query("home", 1, NOW, history)

    assert [each.item_id for each in Scorer(model, None).recommend(query)] == ["i4"]


def test_a_source_that_nobody_learned_from_keeps_its_weight(model: Artifact) -> None:
    history = History(purchased=(Purchased("i2", 3, NOW // DAY - 9),))
    looking = replace(history, interactions=(Interaction("i3", "view", NOW),))
    before, after = (
        {each.item_id: each for each in Scorer(model, None).recommend(Query("home", 9, NOW, h))}
        for h in (history, looking)
    )

    assert after["i1"].reason == "because_you_viewed"
    assert after["i1"].because == "i3"
    assert list(after).index("i1") < list(before).index("i1")


def test_a_mere_visitor_gets_the_hand_made_blend(model: Artifact) -> None:
    query = Query("home", 4, NOW, History((Interaction("i3", "view", NOW),)))
    found = Scorer(model, None).recommend(query)

    assert {each.item_id for each in found} == {"i1", "i5", "i7", "i9"}


def test_trees_of_other_features_are_not_asked(model: Artifact) -> None:
    about = {**model.manifest["rankers"][NAME], "features": ["something else"]}
    other = Artifact(model.folder, {**model.manifest, "rankers": {NAME: about}})

    assert list(rankers(model)) == [NAME]
    assert rankers(other) == {}


def test_an_unknown_group_has_no_facts() -> None:
    facts = GroupFacts(np.ones((3, len(RHYTHM))), np.array([4, 5, -1]))

    assert facts.rows(np.array([1, 2, 99])).tolist() == [1, 2, 2]
