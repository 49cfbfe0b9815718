"""Stock of an item at a location: absolute, and the newest observation counts."""

from dataclasses import dataclass, replace
from decimal import Decimal

ONLINE = "online"
MAX_LOCATIONS = 500


@dataclass(frozen=True, slots=True)
class StockLevel:
    """One observation; `observed_at` is when it was counted, in UTC ms.

    `version` rises with every write of the row; `changed_at` is the version at which the item last
    sold out there or came back, which is all that serving cares about. With `backorder` the shop
    sells what it does not have yet: the item can be bought, and is not in stock. `restocked_at` is
    the version at which the item last came into stock there, 0 while it never did. An `unreadable`
    row counts as sold out until the stock is put again; without a version its `version` is -1.
    """

    item_id: str
    location: str
    quantity: Decimal
    observed_at: int
    version: int = 0
    changed_at: int = 0
    backorder: bool = False
    restocked_at: int = 0
    unreadable: bool = False

    @property
    def available(self) -> bool:
        return self.quantity > 0

    @property
    def in_stock(self) -> bool:
        return self.quantity > 0 and not self.backorder

    @property
    def restocked(self) -> bool:
        """Whether it was this write that brought the item into stock."""
        return self.in_stock and self.restocked_at == self.version


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an item can be had at a place, and since which version."""

    item_id: str
    location: str
    available: bool
    version: int


def succeed(known: StockLevel | None, observed: StockLevel, *, now: int) -> StockLevel | None:
    """The level that `observed` makes of `known`; None if what is known was observed later.

    Of two observations of one instant the one that arrives later counts. `now` is UTC ms.
    """
    if known is None or known.unreadable:
        version = max(now, known.version + 1) if known else now
        restocked_at = version if observed.in_stock else 0
        return replace(observed, version=version, changed_at=version, restocked_at=restocked_at)
    if observed.observed_at < known.observed_at:
        return None
    version = max(now, known.version + 1)
    turned = observed.available != known.available
    came = observed.in_stock and not known.in_stock
    return replace(
        observed,
        version=version,
        changed_at=version if turned else known.changed_at,
        restocked_at=version if came else known.restocked_at,
    )
