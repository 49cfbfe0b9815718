"""The rankers of a product's page, a cart and an order: learned, taken, asked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact, write_artifact
from model.catalogue.snapshot import CatalogRow
from model.evaluation.context_queries import Occasion
from model.query import History, Interaction, Purchased, Query
from model.ranking.features import GroupFacts, features
from model.ranking.placement_family import BESIDE, FAMILIES, Family
from model.ranking.preselection import pool
from model.ranking.ranker import rankers
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.ranking.collect import collect_beside
from model.training.ranking.dataset_builder import by_family
from model.training.ranking.learn import learn, learn_all
from model.training.ranking.ranker_dataset import Rows
from tests.unit.model.shop import DAY, NOW, SMALL, catalog, checkerboard, write_lake
from tests.unit.model.shop import learn as learn_model

SETTINGS = TrainingSettings(ranker_fewest=100)
CASES, EACH = 200, 10
TODAY = NOW // DAY


def planted(family: Family, seed: int = 5) -> Rows:
    """In each of 200 cases the candidate with most of the person's orders is the wanted one."""
    rng = np.random.default_rng(seed)
    rows = rng.random((CASES * EACH, len(family.features))).astype(np.float32)
    count = rows[:, family.features.index("past_count")].reshape(CASES, EACH)
    count[np.arange(CASES), rng.integers(0, EACH, CASES)] += 1
    ones = np.ones(CASES, np.int64)
    return Rows(
        features=rows,
        hit=(count == count.max(axis=1, keepdims=True)).ravel(),
        sizes=ones * EACH,
        wanted=ones,
        hand_made=rng.random(CASES * EACH),
        person=np.arange(CASES),
        heard=np.ones((CASES, len(family.sources)), np.bool_),
        near=np.ones(CASES * EACH, np.bool_),
    )


@pytest.mark.parametrize("family", BESIDE, ids=lambda each: each.name)
def test_each_is_taken_where_it_wins_and_only_there(family: Family) -> None:
    rows = planted(family)
    arrays, won = learn(rows, SETTINGS, family)
    none, lost = learn(replace(rows, hand_made=rows.hit.astype(float)), SETTINGS, family)

    assert won["won"] == "trees"
    assert won["ndcg_trees"] > 0.95 > won["ndcg_hand_made"]
    assert all(name.startswith(f"rankers/{family.name}/") for name in arrays)
    assert (lost["won"], none) == ("hand_made", {})


def test_a_page_is_compared_as_it_is_shown() -> None:
    """Nothing wanted goes with the page, so half of what is shown is in vain."""
    family = FAMILIES["product"]
    rows = planted(family)
    _, about = learn(replace(rows, near=~rows.hit), SETTINGS, family)

    assert about["ndcg_trees"] == pytest.approx(1 / np.log2(3), abs=0.02)


def test_the_rows_of_windows_are_joined_by_family() -> None:
    cart, product = planted(FAMILIES["cart"]), planted(FAMILIES["product"])
    joined = by_family([{"cart": cart}, {"product": product, "cart": cart}])

    assert {name: len(each.sizes) for name, each in joined.items()} == {"cart": 400, "product": 200}
    assert len(np.unique(joined["cart"].person)) == 400


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """A checkerboard: even products go together, and odd ones."""
    folder = tmp_path_factory.mktemp("beside")
    return learn_model(
        write_lake(folder / "lake", checkerboard()), folder / "plain", settings=SMALL
    )


@pytest.fixture(scope="module")
def model(plain: Artifact, tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """The same, with rankers for which what a person bought most is best."""
    arrays, about = learn_all({each.name: planted(each) for each in BESIDE}, SETTINGS)
    every = {name.removesuffix(".npy").replace(".", "/"): name for name in plain.manifest["sha256"]}
    old = {name: np.load(plain.folder / file) for name, file in every.items()}
    out = tmp_path_factory.mktemp("beside") / "out"
    manifest = {**plain.manifest, "rankers": about}
    write_artifact(out, kind="model", version="r", arrays={**old, **arrays}, manifest=manifest)
    return Artifact.open(out, kind="model")


BUYER = History(
    (Interaction("i1", "purchase", NOW - 60 * DAY),),
    (Purchased("i1", 1, TODAY - 60), Purchased("i3", 9, TODAY - 2), Purchased("i5", 8, TODAY - 3)),
)


def shown(model: Artifact, query: Query) -> list[str]:
    return [each.item_id for each in Scorer(model, None).recommend(query)]


def test_habits_learned_come_first_beside_a_cart(model: Artifact, plain: Artifact) -> None:
    query = Query("cart", 4, NOW, replace(BUYER, cart=("i2",)))

    assert set(shown(plain, query)) == {"i4", "i6", "i8", "i0"}
    assert set(shown(model, query)[:2]) == {"i3", "i5"}


def test_half_of_a_page_stays_about_its_product(model: Artifact) -> None:
    found = shown(model, Query("product", 4, NOW, BUYER, item_id="i2"))

    companions = [item in {"i0", "i4", "i6", "i8"} for item in found]
    assert companions == [True, False, True, False]
    assert {found[1], found[3]} == {"i3", "i5"}


@pytest.mark.parametrize(
    "query",
    [
        Query("product", 9, NOW, BUYER, item_id="never met"),
        Query("product", 9, NOW, BUYER),
        Query("cart", 9, NOW, BUYER),
        Query("cart", 9, NOW, replace(BUYER, cart=("never met",))),
        Query("post_purchase", 9, NOW, BUYER),
        Query("post_purchase", 9, NOW),
        Query("product", 9, NOW, item_id="i2"),
    ],
    ids=["unknown", "no item", "no cart", "unknown cart", "order", "nobody", "unknown person"],
)
def test_lists_are_full_whatever_is_missing(model: Artifact, query: Query) -> None:
    found = Scorer(model, None).recommend(query)

    assert len({each.item_id for each in found}) == 9
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_stranger_gets_the_hand_made_page_unless_trees_learned_from_strangers(
    model: Artifact,
) -> None:
    about = model.manifest["rankers"]
    cold = {name: {**each, "strangers": True} for name, each in about.items()}
    other = Artifact(model.folder, {**model.manifest, "rankers": cold})

    assert not rankers(model)["product"].knows(History())
    assert rankers(other)["product"].knows(History())


def test_strangers_are_those_of_whom_no_purchase_was_known() -> None:
    family = FAMILIES["product"]
    rows = planted(family)
    rows.heard[:, list(family.sources).index("own")] = False
    _, about = learn(rows, SETTINGS, family)

    assert (about["strangers"], about["unheard"]) == (True, {"own": 0.6})
    assert learn(planted(family), SETTINGS, family)[1]["strangers"] is False


@pytest.mark.parametrize("placement", ["product", "cart", "post_purchase"])
def test_training_and_service_tell_the_trees_the_same(
    plain: Artifact, tmp_path: Path, placement: str
) -> None:
    """In service there is a catalogue beside the model."""
    item = "i2" if placement == "product" else None
    query = Query(placement, 9, NOW, replace(BUYER, cart=("i2",)), item_id=item)
    names = {f"i{at}": at for at in range(10)}
    wanted = frozenset({"i3"})
    occasion = Occasion(query, wanted)
    taught = collect_beside(plain, [occasion], names, step=lambda _: None)[placement]
    serving = Scorer(plain, catalog(tmp_path, *(CatalogRow(each) for each in names)))
    request, family = serving.request(query), FAMILIES[placement]
    asked = pool(serving.blend.heard(request), family.sources)

    assert taught.features == pytest.approx(features(GroupFacts.of(plain), request, asked))
    assert taught.hit.tolist() == [group == 3 for group in asked.groups.tolist()]
