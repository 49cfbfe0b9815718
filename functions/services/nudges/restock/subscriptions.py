"""Subscribe to an item's return, end it, and list a person's own subscriptions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from functions.domain.identity import Interval
from functions.domain.nudges.restock.implicit import MAX_IMPLICIT
from functions.domain.nudges.restock.subscription import (
    MAX_SUBSCRIPTIONS,
    Subscription,
    asked,
    expiry,
)
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.errors import FieldFault, Invalid, NotFound, RevisionLost
from functions.services.people.erasures import Erasures
from functions.services.people.timeline import Timeline
from functions.services.retry import until_written
from functions.storage.catalog import CatalogRows
from functions.storage.stock import StockRows
from functions.storage.subscriptions import SubscriptionRows


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What became of a wish: the subscription, or None where the item is in stock already."""

    subscription: Subscription | None


class RestockSubscriptions:
    def __init__(
        self,
        *,
        rows: SubscriptionRows,
        catalog: CatalogRows,
        stock: StockRows,
        timeline: Timeline,
        erasures: Erasures,
        clock: Callable[[], int],
        settings: Callable[[], NudgeSettings],
    ) -> None:
        self._rows = rows
        self._catalog = catalog
        self._stock = stock
        self._timeline = timeline
        self._erasures = erasures
        self._clock = clock
        self._settings = settings

    def subscribe(self, wish: Subscription) -> Subscribed:
        """Let a person wait for an item; `since` and `expires_at` of the wish are set here.

        The stock is read after the row is written: an item that comes back meanwhile is either
        seen here, or the person is seen by the wave that its return starts.

        Raises:
            NotFound: there is no such item.
            Invalid: the person waits for too many items.
            RevisionLost: the subscription kept changing, or the person was erased meanwhile.
        """
        self._check_item(wish.item_id)
        person = self._present(wish.person)
        mine = self.find(person)
        same = [each for each in mine if each.item_id == wish.item_id and each.person != person]
        asked_for = [each for each in mine if not each.implicit]
        if len(asked_for) >= MAX_SUBSCRIPTIONS and wish.item_id not in {s.item_id for s in mine}:
            reason = f"a person may wait for {MAX_SUBSCRIPTIONS} items; delete a subscription first"
            raise Invalid(FieldFault("item_id", reason))
        owner = same[0].person if same else person
        made = until_written(lambda: self._asked(wish, owner))
        if made.in_stock(self._stock.find(wish.item_id)):
            self.unsubscribe(person, wish.item_id)
            return Subscribed(None)
        return Subscribed(made)

    def unsubscribe(self, person: Person, item_id: str) -> None:
        """End a person's subscription to an item under all of their names; none is no error.

        Raises:
            RevisionLost: it kept changing.
        """
        for span in self._names(person):
            until_written(lambda whose=span: self._ended(whose, item_id))  # type: ignore[misc]

    def find(self, person: Person) -> list[Subscription]:
        """What a person waits for under all of their names, by time; each item once."""
        now = self._clock()
        waits: dict[str, Subscription] = {}
        for span in self._names(person):
            own = (each for each in self._rows.find(span.person) if each.waits(now))
            for each in islice(own, MAX_SUBSCRIPTIONS + MAX_IMPLICIT):
                if span.holds(each.since):
                    known = waits.get(each.item_id)
                    waits[each.item_id] = min(known or each, each, key=lambda s: s.since)
        return sorted(waits.values(), key=lambda each: (each.since, each.item_id))

    def _asked(self, wish: Subscription, person: Person) -> Subscription:
        now = self._clock()
        erased = self._erasures.find(person)
        known = self._rows.get(person, wish.item_id)
        expires_at = expiry(now, self._settings().restock_days)
        new = replace(wish, person=person, since=now, expires_at=expires_at)
        after = asked(known[0], new, now=now)
        self._rows.put(after, known=known)
        if self._erasures.find(person) != erased:
            self.unsubscribe(person, wish.item_id)
            raise RevisionLost("the person was erased meanwhile")
        return after

    def _ended(self, whose: Interval, item_id: str) -> None:
        known, rev = self._rows.get(whose.person, item_id)
        if known and whose.holds(known.since):
            self._rows.delete(known, rev=rev)

    def _names(self, person: Person) -> Sequence[Interval]:
        """The names of a customer; of a visitor only the time of who uses the device now."""
        if person.kind == "customer":
            return self._timeline.intervals(person.id)
        return [self._timeline.own_time(person)]

    def _present(self, person: Person) -> Person:
        if person.kind == "visitor":
            return person
        return Person("customer", self._timeline.current(person.id))

    def _check_item(self, item_id: str) -> None:
        item = self._catalog.get([item_id]).get(item_id)
        if item is None or item.deleted:
            raise NotFound(f"there is no item {item_id}")
