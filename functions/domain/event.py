"""One action of a person: immutable, and kept in the lake until it is erased."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from functions.domain.order_details import OrderDetails
from functions.domain.person import Person
from functions.domain.signals import Family, Kind, family_of

# Whether all of it was read, or the part that its row in the log has room for (`compact.py`).
Kept = Literal["whole", "compact", "cut"]
EventType = Literal["track", "identify", "alias", "page", "screen", "group"]
VouchedBy = Literal["shop", "shopper", "browser"]
"""Who vouches for an event: the shop (secret key), the shopper (a visitor token), or a browser."""
ChannelSource = Literal["sent", "library", "key", "assumed"]
"""How an event's channel is known: sent, by the sending library, by the key, or by default."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class EventItem:
    """One line of an event: an item and how many of it.

    `price` is per unit; `discount` the line's share of discounts, in the currency's minor unit.
    """

    item_id: str
    group_id: str | None = None
    quantity: Decimal = ONE
    price: Decimal | None = None
    category: str | None = None
    discount: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as Hilo keeps it.

    `claimed_at` is the sender's own clock and part of the key, so that a retry meets itself;
    `at` is the same moment corrected for that clock's error. All times are UTC milliseconds.
    `name` is what was tracked; any other call is named by its type.
    `backfill` marks history, which wakes nothing.
    `external_ids` are pseudonyms of other systems' ids, `previous_id` the name an alias gives up.
    `position` is the place within the call that brought it. `order_details` is the money of an
    order, as far as the sender reports it.
    """

    message_id: str
    person: Person
    type: EventType
    name: str
    kind: Kind | None
    channel: str
    claimed_at: int | None
    at: int
    received_at: int
    vouched_by: VouchedBy
    learn: bool = True
    user_id: str | None = None
    anonymous_id: str | None = None
    external_ids: tuple[str, ...] = ()
    previous_id: str | None = None
    backfill: bool = False
    position: int = 0
    items: tuple[EventItem, ...] = ()
    order_id: str | None = None
    order_details: OrderDetails | None = None
    channel_source: ChannelSource = "sent"
    category: str | None = None
    location: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    kept: Kept = "whole"

    @property
    def verified(self) -> bool:
        """Whether the shop vouches for it; anything else is a claim and never a fact."""
        return self.vouched_by == "shop"

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Return the sort key of events: by time; within one millisecond the one sent first."""
        return self.at, self.received_at, self.position, self.message_id

    @property
    def family(self) -> Family:
        return family_of(self.name)


@dataclass(frozen=True, slots=True)
class UnreadableEvent(Event):
    """An event that is stored and cannot be read: only its key, its name and its time are known."""
