"""All that one decision about a person reads, as of one time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.domain.cart import Cart
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.kinds import Channel
from functions.domain.person import Person
from functions.domain.preferences import Preferences


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item as of now. `for_sale` is False for one that is deleted, hidden or sold out."""

    item_id: str
    for_sale: bool
    price: float | None = None
    currency: str | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of the person on one channel; `digest` is the HMAC of its normal form.

    `sends` are the hand-overs to it, UTC ms, whichever person they were for. `rev` is the revision
    of the address's row, 0 where there is none.
    """

    digest: str
    suppressed: bool = False
    sends: tuple[int, ...] = ()
    in_sandbox: bool = False
    rev: int = 0


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """A report of an order. `at` is when it happened, `received_at` when it was stored, UTC ms."""

    message_id: str
    order_id: str
    name: str
    status: str
    at: int
    received_at: int
    backfill: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person at `read_at` (UTC ms), read consistently.

    `person` is the customer under their present id, or a visitor without an owner. `last_activity`
    is when they did something last. `viewed` counts the views by item since the last order.
    `recipients` holds the known address of each channel; a channel without one is missing there.
    `preferences_rev` and `names_rev` are 0 where there is no row.
    `seen` holds message ids of the events that this was folded from.
    """

    person: Person
    read_at: int
    agenda: Agenda
    cart: Cart = field(default_factory=Cart)
    preferences: Preferences = field(default_factory=dict)
    preferences_rev: int = 0
    names_rev: int = 0
    user_ids: tuple[str, ...] = ()
    last_activity: int | None = None
    orders: tuple[OrderFacts, ...] = ()
    viewed: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, ItemFacts] = field(default_factory=dict)
    recipients: Mapping[Channel, Recipient] = field(default_factory=dict)
    timezone: str = ""
    location: str | None = None
    seen: frozenset[str] = frozenset()

    def for_sale(self, item_id: str) -> bool:
        """Whether an item can be had; one that the catalogue does not know can."""
        item = self.items.get(item_id)
        return item is None or item.for_sale
