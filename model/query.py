"""What is asked of the scorer and what it answers; plain values, times in ms since the epoch."""

from dataclasses import dataclass

PLACEMENTS = ("home", "product", "cart", "category", "post_purchase", "email")
TASTE_PLACEMENTS = frozenset({"home", "category", "email"})
"""Those that know nothing but the person."""
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
FADING_DAYS = 90.0
ROTATION_TIME = 7_200
LOOKED_AT = ("view", "click", "wishlist", "cart")
"""Kinds of interaction that show interest, without anything having been decided."""


@dataclass(frozen=True)
class Interaction:
    """One thing a person did with an item; `kind` is one of `model.settings.KINDS`."""

    item_id: str
    kind: str
    at: int


@dataclass(frozen=True)
class Purchased:
    """In how many orders a person bought an item, and the last day of it (since the epoch, UTC).

    `span` is the days from the first order to the last. `faded` is what the count has lost by the
    last day, each order being worth half after `FADING_DAYS`: 0 if all were made that day.
    """

    item_id: str
    count: int
    last_day: int
    span: int = 0
    faded: float = 0.0


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
    """One question: `n` items for a placement, within the filters, without `exclude`.

    `location` asks for what can be had there, `in_stock` false for what is sold out too. `beside`
    are items that stand elsewhere on the page: none of their groups is shown again. `diversity`
    0..1 spreads the list over categories and brands; `rotation_rate` 0..1 draws it anew every
    `rotation_time` seconds, for each `seed` apart. `exploration` 0..1 is the share of the places
    that goes to new items, where a list is of a person's taste.
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
    beside: tuple[str, ...] = ()
    diversity: float = 0.0
    rotation_rate: float = 0.0
    rotation_time: int = ROTATION_TIME
    exploration: float = 0.0
    seed: str = ""

    @property
    def reordered(self) -> bool:
        """Whether it asks for another order than the best."""
        return self.diversity > 0 or self.rotation_rate > 0

    @property
    def filters(self) -> bool:
        """Whether it asks for another part of the catalogue than what is on sale."""
        within = (self.category, self.brand, self.min_price, self.max_price, self.location)
        return any(each is not None for each in within) or not self.in_stock


@dataclass(frozen=True)
class Ranked:
    """One answer. `score` orders this one list; `because` is the item the reason stands on."""

    item_id: str
    score: float
    reason: str
    because: str | None = None
