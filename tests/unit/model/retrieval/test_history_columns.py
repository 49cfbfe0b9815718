from dataclasses import replace
from pathlib import Path

from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build
from model.scoring import PLACEMENTS, History, Interaction, Query, Scorer
from tests.unit.model.shop import NOW

HOME = Query("home", 5, NOW)


def viewed(*items: str) -> History:
    return History(tuple(Interaction(item, "view", NOW - at) for at, item in enumerate(items)))


def test_the_lists_of_a_page_read_the_history_once(model: Artifact, tmp_path: Path) -> None:
    shelf = build([CatalogueRow("i3"), CatalogueRow("cat-only")], tmp_path, "s1")
    scorer, history = Scorer(model, shelf), viewed("i3", "cat-only")
    page = [scorer.context(replace(HOME, placement=each, history=history)) for each in PLACEMENTS]
    others = [
        scorer.context(replace(HOME, history=viewed("i3", "cat-only"))),
        scorer.overlaid(Changes(gone=("cat-only",))).context(replace(HOME, history=history)),
    ]

    assert len({id(each.history) for each in page}) == 1
    assert all(each.history is not page[0].history for each in others)
