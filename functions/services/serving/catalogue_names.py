"""What the catalogue in memory knows of names of items."""

from collections.abc import Callable, Sequence

from functions.domain.catalogue_names import CatalogueName
from functions.services.serving.scorer_provider import ScorerProvider
from model.catalogue.groups import ItemGroups

Catalogue = Callable[[Sequence[str]], dict[str, CatalogueName]]
# As with keys and rules: what was renamed holds everywhere after a minute.
MAX_AGE_MS = 60_000


def names_in(scorers: ScorerProvider) -> Catalogue:
    """What looks names up in the catalogue in service, which is at most a minute old."""
    return lambda names: _names(scorers.recent(MAX_AGE_MS).scorer.groups, names)


def _names(groups: ItemGroups, names: Sequence[str]) -> dict[str, CatalogueName]:
    """The items of names: ids, aliases, and groups of one item, which is the only one meant."""
    rows = groups.rows
    if rows is None or not len(rows):
        return {}
    found: dict[str, CatalogueName] = {}
    for name, row in zip(names, rows.find(rows.named(names)).tolist(), strict=True):
        at = row if rows.exists(row) else groups.only_row(name)
        if at is not None:
            found[name] = CatalogueName(rows.get(at), rows.groups.get(int(rows.group[at])))
    return found


def items_in(scorers: ScorerProvider) -> Callable[[str], list[str]]:
    """What lists the items of a group, by the group's name, in the catalogue in service."""

    def find(name: str) -> list[str]:
        return scorers.recent(MAX_AGE_MS).scorer.groups.items_in(name)

    return find
