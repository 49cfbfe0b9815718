from dataclasses import replace
from functools import partial
from pathlib import Path

from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build
from model.retrieval.history_columns import KEPT, OTHERS
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


def test_a_person_who_comes_again_is_read_once_and_others_do_not_pile_up(model: Artifact) -> None:
    scorer, history = Scorer(model, None), viewed("i3")
    first = scorer.context(replace(HOME, history=history)).history
    scorer.context(replace(HOME, history=viewed("i4")))
    assert scorer.context(replace(HOME, history=history)).history is first

    people = [viewed(f"i{at % 9}") for at in range(3 * KEPT)]
    groups = [scorer.context(replace(HOME, history=each)).history.groups[0] for each in people]
    assert groups == [groups[at % 9] for at in range(3 * KEPT)]
    assert len(scorer._history_cache._kept) <= KEPT  # noqa: SLF001 nothing else shows it


def test_what_is_computed_of_a_history_is_computed_once_for_each_owner(model: Artifact) -> None:
    columns = Scorer(model, None).context(replace(HOME, history=viewed("i3"))).history
    made: list[str] = []

    def compute(name: str) -> str:
        made.append(name)
        return name

    found = [columns.once(name, partial(compute, name)) for name in ("als", "ease", "als")]
    assert (found, made) == (["als", "ease", "als"], ["als", "ease"])


def test_ids_that_are_no_part_of_a_history_are_found_however_many(model: Artifact) -> None:
    columns = Scorer(model, None).context(replace(HOME, history=viewed("i3"))).history
    wanted = columns.find(["i3", "i5"]).tolist()
    for start in range(0, 3 * OTHERS, 500):
        unknown = [f"no item {at}" for at in range(start, start + 500)]
        assert columns.find([*unknown, "i3", "i5"]).tolist() == [-1] * 500 + wanted
    assert len(columns._others) <= OTHERS + 1_000  # noqa: SLF001 nothing else shows it
