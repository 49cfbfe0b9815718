"""Write items together with their aliases: a name belongs to the item that it was given last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from functions.domain.item import Item
from functions.errors import RevisionLost
from functions.storage.catalog import CatalogRows
from functions.storage.item_aliases import ItemAliasRows
from functions.storage.transactions import Transactions

Owners = Mapping[str, str]
"""Item ids by the names that are their aliases."""


class ItemWrites:
    def __init__(
        self, catalog: CatalogRows, aliases: ItemAliasRows, transactions: Transactions
    ) -> None:
        self._catalog = catalog
        self._aliases = aliases
        self._transactions = transactions

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        return self._catalog.get(list(item_ids))

    def find(self, name: str) -> Item | None:
        """The item of this id, else the one that has it for an alias; None if it is deleted."""
        return self._aliases.find_items([name]).get(name)

    def owners(self, names: Iterable[str]) -> dict[str, str]:
        """The items that have these names as aliases now."""
        return self._aliases.find(names)

    def put(self, item: Item, known: Item | None, owners: Owners) -> bool:
        """Put an item over `known`; False when another writer was faster: then read again.

        `owners` are those of the names that the item gets or loses. What gets a name, and what
        loses it, are written in one transaction, each over what was read.
        """
        before = frozenset(known.aliases if known else ())
        gained = [name for name in item.aliases if name not in before]
        lost = before.difference(item.aliases)
        if not item.aliases and not lost:
            return self._catalog.put_newer(item)
        actions = [self._catalog.putting(item, known)]
        actions += [self._aliases.giving(n, item.item_id, owners.get(n)) for n in gained]
        actions += [
            self._aliases.taking(n, item.item_id) for n in lost if owners.get(n) == item.item_id
        ]
        others = self._without(gained, item, owners)
        actions += [self._catalog.putting(after, other) for after, other in others]
        try:
            self._transactions.write(actions)
        except RevisionLost:
            return False
        return True

    def _without(self, names: Iterable[str], item: Item, owners: Owners) -> list[tuple[Item, Item]]:
        """The items that had these names, without them, each with what it is now."""
        losing: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            if (owner := owners.get(name)) and owner != item.item_id:
                losing[owner].add(name)
        return [
            (
                replace(
                    other,
                    aliases=tuple(name for name in other.aliases if name not in losing[item_id]),
                    version=max(item.version, other.version + 1),
                ),
                other,
            )
            for item_id, other in (self.get(losing) if losing else {}).items()
        ]


def changed_names(item: Item, known: Item | None) -> set[str]:
    """The aliases that the item gets or loses where it replaces `known`."""
    return {*item.aliases}.symmetric_difference(known.aliases if known else ())
