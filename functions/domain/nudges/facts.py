"""All that one decision about a person reads, as of one time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.domain.cart import Cart, CartLine
from functions.domain.event import Event
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.recipients.suppression import Recipient
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.settings import Effect
from functions.domain.person import Person
from functions.domain.preferences import Preferences
from functions.domain.stock import StockLevel


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item as of now. `for_sale` is False for one that is deleted, hidden or sold out.

    `in_stock` is False for one that can only be ordered, too. `levels` is its stock at the places
    that concern the person.
    """

    item_id: str
    for_sale: bool
    price: float | None = None
    currency: str | None = None
    quantity: int | None = None
    in_stock: bool = True
    levels: tuple[StockLevel, ...] = ()

    def level_at(self, location: str) -> StockLevel | None:
        return next((each for each in self.levels if each.location == location), None)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """A report of an order, and what it does to an abandonment sequence by the settings.

    `at` is when it happened, `received_at` when the order was reported first, UTC ms.
    """

    order_id: str
    effect: Effect
    at: int
    received_at: int
    items: frozenset[str] = frozenset()
    backfill: bool = False
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person at `read_at` (UTC ms), read consistently.

    `person` is the customer under their present id, or a visitor without an owner. `checkout` is
    what a started checkout names, empty once the cart changed. `last_activity` is when they did
    something last. `viewed` counts the views by item since the last order.
    `runs_out` is when each item is expected to be bought again, read where it is asked for.
    `asked_for` is the channel that the person asked the shop to use, empty for none.
    `addresses` are the known addresses by channel, normalised, and `recipients` what is known of
    each; a channel without one is missing there.
    `in_sandbox` are the channels whose address is on the allow-list.
    `preferences_rev` and `names_rev` are 0 where there is no row.
    `recent` are the newest events, as far as they were read.
    `subscriptions` holds the subscriptions that still wait, by the notes of the restock steps that
    answer them; `interests` since when (UTC ms) the person has the item of a step in mind, by the
    note of the step, where they still do.
    """

    person: Person
    read_at: int
    agenda: Agenda
    cart: Cart = field(default_factory=Cart)
    checkout: Cart = field(default_factory=Cart)
    preferences: Preferences = field(default_factory=dict)
    preferences_rev: int = 0
    names_rev: int = 0
    user_ids: tuple[str, ...] = ()
    last_activity: int | None = None
    orders: tuple[OrderFacts, ...] = ()
    viewed: Mapping[str, int] = field(default_factory=dict)
    runs_out: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, ItemFacts] = field(default_factory=dict)
    addresses: Mapping[Channel, str] = field(default_factory=dict)
    recipients: Mapping[Channel, Recipient] = field(default_factory=dict)
    in_sandbox: frozenset[Channel] = frozenset()
    timezone: str = ""
    location: str | None = None
    asked_for: str = ""
    recent: tuple[Event, ...] = ()
    subscriptions: Mapping[str, Subscription] = field(default_factory=dict)
    interests: Mapping[str, int] = field(default_factory=dict)

    def lines_of(self, kind: Kind) -> tuple[CartLine, ...]:
        """What a nudge about a cart reminds of: a checkout of what it named, else of the cart."""
        named = self.checkout.lines if kind == "abandoned_checkout" else ()
        return named or self.cart.lines

    def for_sale(self, item_id: str) -> bool:
        """Whether an item can be had; one that the catalogue does not know can."""
        item = self.items.get(item_id)
        return item is None or item.for_sale
