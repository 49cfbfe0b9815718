"""What is asked of the scorer and what it answers; plain values, times in ms since the epoch."""

from dataclasses import dataclass

PLACEMENTS = ("home", "product", "cart", "category")
REASONS = (
    "because_you_viewed",
    "bought_together",
    "viewed_together",
    "buy_again",
    "recommended_for_you",
    "popular_in_category",
    "popular",
    "new",
)


@dataclass(frozen=True)
class Interaction:
    """One thing a person did with an item; `kind` is one of `model.settings.KINDS`."""

    item_id: str
    kind: str
    at: int


@dataclass(frozen=True)
class Purchased:
    """How often a person bought an item, and the last day of it (days since the epoch, UTC)."""

    item_id: str
    count: int
    last_day: int


@dataclass(frozen=True)
class History:
    """What is known of a person: newest interactions first, everything bought, the open cart.

    A purchase may stand in both `interactions` and `purchased`; it counts once.
    """

    interactions: tuple[Interaction, ...] = ()
    purchased: tuple[Purchased, ...] = ()
    cart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """One question: `n` items for a placement, within the filters, without `exclude`."""

    placement: str
    n: int
    now: int
    history: History = History()
    item_id: str | None = None
    category: str | None = None
    channel: str | None = None
    max_price: float | None = None
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ranked:
    """One answer. `score` orders this one list; `because` is the item the reason stands on."""

    item_id: str
    score: float
    reason: str
    because: str | None = None
