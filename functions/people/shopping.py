"""What a person has in the cart, put aside and ordered: folded when asked, stored nowhere."""

from collections.abc import Callable, Sequence
from itertools import islice

from functions.domain.cart import Cart, cart_of, reaches_back
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval, own_since
from functions.domain.orders import Order, orders_in
from functions.domain.person import visitor
from functions.domain.wishlist import Wish, wishes_in
from functions.people.story import Story
from functions.storage.identity import Identity

# Far more than anybody does; a bound on what one call may cost.
_MOST_READ = 2_000


class Shopping:
    """Of a customer all devices count, each for the time in which it was theirs."""

    def __init__(self, story: Story, identity: Identity, clock: Callable[[], int]) -> None:
        self._story = story
        self._identity = identity
        self._clock = clock

    def cart(self, user_id: str) -> Cart:
        return self._cart(self._of(user_id))

    def visitors_cart(self, anonymous_id: str) -> Cart:
        """A visitor's own cart; nothing of whom they are linked to, or who sat there before."""
        person = visitor(anonymous_id)
        since = own_since(self._identity.owners_of(person))
        return self._cart([Interval(person, since, END_OF_TIME)])

    def wishes(self, user_id: str) -> list[Wish]:
        return wishes_in(self._commerce(self._of(user_id)))

    def orders(self, user_id: str) -> list[Order]:
        """What the shop itself says was ordered, newest first; browsers' claims are none."""
        return [order for order in orders_in(self._commerce(self._of(user_id))) if order.verified]

    def _cart(self, intervals: Sequence[Interval]) -> Cart:
        newest_first = islice(self._story.newest_first(intervals, ("c",)), _MOST_READ)
        return cart_of(reaches_back(newest_first, now=self._clock()))

    def _commerce(self, intervals: Sequence[Interval]) -> list[Event]:
        return list(islice(self._story.newest_first(intervals, ("c",)), _MOST_READ))

    def _of(self, user_id: str) -> list[Interval]:
        return self._story.intervals(self._story.current(user_id))
