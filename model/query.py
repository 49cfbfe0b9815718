"""What the scorer takes and what it returns: plain values, times in ms since the epoch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

PLACEMENTS = ("home", "product", "cart", "category", "post_purchase", "email")
PERSON_PLACEMENTS = frozenset({"home", "category", "email"})
"""Placements that know only the person; the others know an item, a cart or an order too."""
REASONS = (
    "because_you_viewed",
    "bought_together",
    "viewed_together",
    "buy_again",
    "recommended_for_you",
    "similar",
    "popular_in_category",
    "trending",
    "popular",
    "new",
    "pinned",
)
PURCHASE_HALF_LIFE_DAYS = 90.0
ROTATION_TIME = 7_200
_NO_FILTER = (None,) * 5
INTEREST_KINDS = ("view", "click", "wishlist", "cart")
"""Kinds of interaction that show interest before a purchase."""


class Interaction(NamedTuple):
    """One action of a person on an item; `kind` is one of `model.settings.KINDS`, `at` in ms."""

    item_id: str
    kind: str
    at: int


class Purchased(NamedTuple):
    """The number of a person's orders that hold an item, and the day of the last one (UTC).

    `last_day` is in days since the epoch, with a fraction where the time is known, `span` the days
    from the first order to the last. `faded` is the part of the count that has decayed by
    `last_day`, with a half-life of `PURCHASE_HALF_LIFE_DAYS`: 0 if all orders are of that day.
    """

    item_id: str
    count: int  # type: ignore[assignment] # hides a method of tuples
    last_day: float
    span: int = 0
    faded: float = 0.0


class PurchasedColumns(Protocol):
    """Rows of `Purchased` that stand as `columns`, one for each field, all of the same length."""

    @property
    def columns(self) -> Sequence[Sequence[Any]]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Purchased]: ...


@dataclass(frozen=True)
class History:
    """A person's interactions, newest first, all purchases, and the open cart.

    A purchase may stand in both `interactions` and `purchased`; it counts once. An interaction may
    have more fields after its own.
    """

    interactions: tuple[Interaction, ...] = ()
    purchased: tuple[Purchased, ...] | PurchasedColumns = ()
    cart: tuple[str, ...] = ()

    def bought_items(self) -> tuple[str, ...]:
        """Return the item ids of all purchases that the history shows."""
        late = (each.item_id for each in self.interactions if each.kind == "purchase")
        return tuple(dict.fromkeys((*late, *(each.item_id for each in self.purchased))))

    def last_order(self) -> tuple[str, ...]:
        """Return the item ids of the newest order, as far as the history shows them."""
        bought = [each for each in self.interactions if each.kind == "purchase"]
        at = max((each.at for each in bought), default=0)
        if bought:
            return tuple(dict.fromkeys(each.item_id for each in bought if each.at == at))
        day = max((each.last_day for each in self.purchased), default=0)
        return tuple(each.item_id for each in self.purchased if each.last_day == day)


@dataclass(frozen=True)
class Query:
    """A request for `n` items at a placement, within the filters and without `exclude`.

    `location` keeps what is available there; `in_stock` false keeps sold-out items too.
    `page_items` are item ids that other lists of the page show: their groups are not shown again.
    `diversity` 0..1 spreads the list over categories and brands. `rotation_rate` 0..1 changes the
    order every `rotation_time` seconds, differently for each `seed`. `exploration` 0..1 is the
    share of places for new items, at placements that know only the person.
    """

    placement: str
    n: int
    now: int
    history: History = History()
    item_id: str | None = None
    category: str | None = None
    channel: str | None = None
    max_price: float | None = None
    exclude: frozenset[str] = frozenset()
    brand: str | None = None
    min_price: float | None = None
    location: str | None = None
    in_stock: bool = True
    page_items: tuple[str, ...] = ()
    diversity: float = 0.0
    rotation_rate: float = 0.0
    rotation_time: int = ROTATION_TIME
    exploration: float = 0.0
    seed: str = ""

    @property
    def named_items(self) -> tuple[str, ...]:
        """The item ids that the placement is about: of its page, its cart or its order."""
        if self.placement == "product":
            return (self.item_id,) if self.item_id else ()
        if self.placement == "cart":
            return tuple(item for item in self.history.cart if item)
        return self.history.last_order() if self.placement == "post_purchase" else ()

    @property
    def reordered(self) -> bool:
        """Whether diversity or rotation changes the order."""
        return self.diversity > 0 or self.rotation_rate > 0

    @property
    def filters(self) -> bool:
        """Whether a filter leaves another part of the catalogue than what is on sale."""
        within = (self.category, self.brand, self.min_price, self.max_price, self.location)
        return within != _NO_FILTER or not self.in_stock


class ScoredItem(NamedTuple):
    """An item of a list. Scores compare within one list only.

    `because_item_id` is the item that explains the reason, None where no single item does.
    """

    item_id: str
    score: float
    reason: str
    because_item_id: str | None = None
