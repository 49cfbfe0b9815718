"""What a linked cart still has, for a page of the shop that fills its cart with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.domain.item import Item
from functions.domain.nudges.facts import ItemFacts
from functions.errors import NotFound
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.catalog import CatalogRows
from functions.storage.item_facts import ItemFactRows
from functions.storage.nudges import NudgeRows


@dataclass(frozen=True, slots=True)
class CartLinkLine:
    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class CartLink:
    """What of a linked cart can be had now; `gone` are ids of items that cannot."""

    lines: Sequence[CartLinkLine]
    gone: Sequence[str]
    ended: bool


class CartLinks:
    """Shows what a linked cart still has; no name, no address, nothing else of the person."""

    def __init__(
        self,
        signer: LinkSigner,
        nudges: NudgeRows,
        catalog: CatalogRows,
        item_facts: ItemFactRows,
        clock: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._nudges = nudges
        self._catalog = catalog
        self._item_facts = item_facts
        self._clock = clock

    def find(self, token: str) -> CartLink:
        """The cart of a link; one that has ended shows it, too, and is marked.

        Raises:
            NotFound: it is no link to a cart, or the nudge is gone with its person.
        """
        capability = self._signer.verify(token, "cart")
        nudge = self._nudges.find([capability.nudge_id]).get(capability.nudge_id)
        if nudge is None:
            raise NotFound("what the link led to is not kept any more")
        items = self._catalog.get(list(nudge.items))
        facts = self._item_facts.find(nudge.items, None, now=self._clock())
        lines = [
            CartLinkLine(items[item_id], _quantity(capability.quantities, position))
            for position, item_id in enumerate(nudge.items)
            if item_id in items and _to_be_had(items[item_id], facts.get(item_id))
        ]
        found = {line.item.item_id for line in lines}
        gone = [item_id for item_id in nudge.items if item_id not in found]
        return CartLink(lines, gone, capability.ended(self._clock()))


def _to_be_had(item: Item, facts: ItemFacts | None) -> bool:
    return not item.deleted and not item.hidden and (facts is None or facts.for_sale)


def _quantity(quantities: Sequence[int], position: int) -> int:
    return quantities[position] if position < len(quantities) and quantities[position] else 1
