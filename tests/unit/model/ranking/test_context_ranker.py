"""The rankers of a product's page, a cart and an order: learned, taken, asked."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow
from model.evaluation.context_queries import ContextQuery
from model.query import History, Interaction, Purchased, Query
from model.ranking.features import GroupFacts, features
from model.ranking.placement_family import CONTEXT, FAMILIES, PlacementFamily
from model.ranking.preselection import preselect
from model.ranking.ranker import open_rankers
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.ranking.collect import collect_context
from model.training.ranking.dataset_builder import join_by_family
from model.training.ranking.learn import learn, learn_all
from model.training.ranking.ranker_dataset import RankerDataset
from tests.unit.model.rankers import planted
from tests.unit.model.shop import DAY, NOW, SMALL, catalog, checkerboard, rewritten, write_lake
from tests.unit.model.shop import learn as learn_model

SETTINGS = TrainingSettings(ranker_fewest=100)
TODAY = NOW // DAY


def most_bought(family: PlacementFamily, absent: Collection[str] = ()) -> RankerDataset:
    return planted(family, "purchase_count", absent=absent)


@pytest.mark.parametrize("family", CONTEXT, ids=lambda each: each.name)
def test_each_is_taken_where_it_wins_and_only_there(family: PlacementFamily) -> None:
    rows = most_bought(family)
    arrays, won = learn(rows, SETTINGS, family)
    none, lost = learn(replace(rows, weighted_sum=rows.hit.astype(float)), SETTINGS, family)

    assert won["won"] == "trees"
    assert won["ndcg_trees"] > 0.95 > won["ndcg_weighted_sum"]
    assert all(name.startswith(f"rankers/{family.name}/") for name in arrays)
    assert (lost["won"], none) == ("weighted_sum", {})


def test_a_page_is_compared_as_it_is_shown() -> None:
    """Nothing wanted goes with the page, so half of what is shown is in vain."""
    family = FAMILIES["product"]
    rows = most_bought(family)
    _, about = learn(replace(rows, related=~rows.hit), SETTINGS, family)

    assert about["ndcg_trees"] == pytest.approx(1 / np.log2(3), abs=0.02)


def test_the_rows_of_windows_are_joined_by_family() -> None:
    cart, product = most_bought(FAMILIES["cart"]), most_bought(FAMILIES["product"])
    joined = join_by_family([{"cart": cart}, {"product": product, "cart": cart}])

    assert {name: len(each.sizes) for name, each in joined.items()} == {"cart": 400, "product": 200}
    assert len(np.unique(joined["cart"].person)) == 400


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """A checkerboard: even products go together, and odd ones."""
    folder = tmp_path_factory.mktemp("plain")
    return learn_model(
        write_lake(folder / "lake", checkerboard()), folder / "plain", settings=SMALL
    )


@pytest.fixture(scope="module")
def model(plain: Artifact, tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """The same, with rankers for which what a person bought most is best."""
    arrays, about = learn_all({each.name: most_bought(each) for each in CONTEXT}, SETTINGS)
    out = tmp_path_factory.mktemp("context") / "out"
    return rewritten(plain, out, arrays, rankers=about)


BUYER = History(
    (Interaction("i1", "purchase", NOW - 60 * DAY),),
    (Purchased("i1", 1, TODAY - 60), Purchased("i3", 9, TODAY - 2), Purchased("i5", 8, TODAY - 3)),
)


def shown(model: Artifact, query: Query) -> list[str]:
    return [each.item_id for each in Scorer(model, None).recommend(query)]


def test_repeat_purchases_come_first_in_a_cart_if_learned(model: Artifact, plain: Artifact) -> None:
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


def test_a_cold_start_user_gets_the_weighted_sum_unless_trees_learned_from_such(
    model: Artifact,
) -> None:
    about = model.manifest["rankers"]
    cold = {name: {**each, "cold_start": True} for name, each in about.items()}
    other = Artifact(model.folder, {**model.manifest, "rankers": cold})

    assert not open_rankers(model)["product"].serves(History())
    assert open_rankers(other)["product"].serves(History())


def test_cold_start_means_that_no_purchase_is_known() -> None:
    family = FAMILIES["product"]
    _, about = learn(most_bought(family, {"purchase_frequency"}), SETTINGS, family)

    assert (about["cold_start"], about["unseen_sources"]) == (True, {"purchase_frequency": 0.6})
    assert learn(most_bought(family), SETTINGS, family)[1]["cold_start"] is False


@pytest.mark.parametrize("placement", ["product", "cart", "post_purchase"])
def test_training_and_service_compute_the_same_features(
    plain: Artifact, tmp_path: Path, placement: str
) -> None:
    """In service there is a catalogue, too."""
    item = "i2" if placement == "product" else None
    query = Query(placement, 9, NOW, replace(BUYER, cart=("i2",)), item_id=item)
    names = {f"i{at}": at for at in range(10)}
    wanted = frozenset({"i3"})
    occasion = ContextQuery(query, wanted)
    taught = collect_context(plain, [occasion], names, step=lambda _: None)[placement]
    serving = Scorer(plain, catalog(tmp_path, *(CatalogueRow(each) for each in names)))
    context, family = serving.context(query), FAMILIES[placement]
    asked = preselect(serving.sources.for_ranker(context), family.preselection)

    assert taught.features == pytest.approx(features(GroupFacts.from_model(plain), context, asked))
    assert taught.hit.tolist() == [group == 3 for group in asked.groups.tolist()]
