"""A person's cart, wishlists and orders, folded from events at each call."""

from collections.abc import Collection, Iterable, Sequence

from functions.domain import orders, wishlist
from functions.domain.cart import Cart
from functions.domain.event import Event
from functions.domain.identity import Interval
from functions.domain.order import Order
from functions.domain.orders import orders_in
from functions.domain.person import customer, visitor
from functions.domain.wishlist import WishlistItem, wishlist_items
from functions.services.people.carts import Carts
from functions.services.people.event_log import Budget, EventLog, sources_of
from functions.services.people.timeline import Timeline
from functions.storage.events import EventRows

# With what finds the names and completes the events, below fifty reads.
_BUDGET = Budget(reads=46, rows=1_000, page=200)
_MOST_COMPLETED = 100


class Shopping:
    """Of a customer all devices count, each for the time in which it was theirs."""

    def __init__(
        self, *, timeline: Timeline, events: EventRows, log: EventLog, carts: Carts
    ) -> None:
        self._timeline = timeline
        self._events = events
        self._log = log
        self._carts = carts

    def cart(self, user_id: str) -> Cart:
        names = self._timeline.names(user_id)
        return self._carts.find(customer(names.user_id), names.intervals)

    def visitors_cart(self, anonymous_id: str) -> Cart:
        """A visitor's own cart; nothing of who they are linked to, or who sat there before."""
        person = visitor(anonymous_id)
        return self._carts.find(person, [self._timeline.own_time(person)])

    def wishlist(self, user_id: str) -> list[WishlistItem]:
        commerce = self._commerce(self._timeline.intervals(user_id))
        return wishlist_items(self._whole(commerce, wishlist.NAMES))

    def orders(self, user_id: str) -> list[Order]:
        """What the shop itself says was ordered, newest first; browsers' claims are none."""
        return self.orders_of(self._timeline.intervals(user_id))

    def orders_of(self, intervals: Sequence[Interval]) -> list[Order]:
        """The same of the person who has these names, each for its time."""
        return self.orders_in(self._commerce(intervals))

    def orders_in(self, commerce: Iterable[Event]) -> list[Order]:
        """The same, of events that were read already."""
        whole = self._whole(commerce, orders.NAMES)
        return [order for order in orders_in(whole) if order.verified]

    def _commerce(self, intervals: Sequence[Interval]) -> Iterable[Event]:
        return self._log.newest_first(sources_of(intervals, "c"), _BUDGET)

    def _whole(self, events: Iterable[Event], names: Collection[str]) -> list[Event]:
        """Those of these names, and the newest of them with all of their items."""
        kept = [event for event in events if event.name in names]
        cut = [event for event in kept if _lacks_parts(event)][:_MOST_COMPLETED]
        whole = {event.message_id: event for event in self._events.completed(cut)}
        return [whole.get(event.message_id, event) for event in kept]


def _lacks_parts(event: Event) -> bool:
    """Whether its row in the log lacks items, or what an order shows of its money."""
    return event.kept == "cut" or (event.kept == "compact" and event.name in orders.NAMES)
