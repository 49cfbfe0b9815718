"""What a change of the catalogue means for people who wait, or who have the item in mind."""

from dataclasses import dataclass
from typing import Literal

from functions.domain.item import Item
from functions.domain.nudges.restock.wave import Transition
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.stock import ONLINE, StockLevel

Reason = Literal["low_stock", "price_drop"]


@dataclass(frozen=True, slots=True)
class ItemNews:
    """Why people with interest in an item may want a nudge; `version` is the write's, UTC ms.

    `price_before` is the price from which it dropped.
    """

    reason: Reason
    item_id: str
    version: int
    price_before: float | None = None


def transition(after: StockLevel) -> Transition | None:
    """The return of an item that this write of its stock is; None for any other write."""
    if not after.restocked:
        return None
    return Transition(after.item_id, after.location, after.version)


def low_stock(
    before: StockLevel | None, after: StockLevel, settings: NudgeSettings
) -> ItemNews | None:
    """The news that an item is running low online; None where it was low, or out of stock."""
    low = settings.low_stock_from
    if before is None or not after.in_stock or after.location != ONLINE:
        return None
    if before.quantity <= low or after.quantity > low:
        return None
    return ItemNews("low_stock", after.item_id, after.version)


def price_drop(before: Item | None, after: Item, settings: NudgeSettings) -> ItemNews | None:
    """The news that an item costs less by the share that the shop sets, or more of it.

    Prices of two currencies are not compared.
    """
    if before is None or after.deleted or after.hidden or before.currency != after.currency:
        return None
    if not before.price or after.price is None:
        return None
    # A tenth off 19.90 is 17.91 exactly: the tolerance is that of two floats.
    if after.price > before.price * (1 - settings.price_drop_from) + 1e-9:
        return None
    return ItemNews("price_drop", after.item_id, after.version, before.price)
