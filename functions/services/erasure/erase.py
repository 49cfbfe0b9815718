"""Erase a customer: events, devices, links, profile and preferences, at once.

First the erasure is recorded under digests of the persons: a process that still has
events of them in hand looks there after writing. Then everything is deleted, and the links that
lead to the rest last: an erasure that was stopped half-way, and is asked for again, finds what is
left. The lake and the failure files follow in `sweep.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from functions.domain.erasure import Erasure
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, ERASED_USER, Link, intervals_of
from functions.domain.nudges.item_news.interests import may_interest
from functions.domain.person import Person, customer
from functions.domain.signals import Family
from functions.services.erasure.pending import Pending, PendingErasures
from functions.services.nudges.recipients.forget_contact import ForgetContact
from functions.services.nudges.recipients.guests import Guests
from functions.services.people.erasures import Erasures, PersonDigest
from functions.services.people.profiles import UpdateProfiles
from functions.services.retry import until_written
from functions.storage.customer_rows import CustomerRows
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows
from functions.storage.interests import InterestRows
from functions.storage.subscriptions import SubscriptionRows

_FAMILIES: tuple[Family, ...] = ("b", "c")
_READ_AT_ONCE = 200


class Erase:
    def __init__(
        self,
        *,
        events: EventRows,
        identity: IdentityRows,
        rows: CustomerRows,
        subscriptions: SubscriptionRows,
        interests: InterestRows,
        update_profiles: UpdateProfiles,
        erasures: Erasures,
        pending: PendingErasures,
        forget_contact: ForgetContact,
        guests: Guests,
        person_digest: PersonDigest,
        clock: Callable[[], int],
    ) -> None:
        self._events = events
        self._identity = identity
        self._rows = rows
        self._subscriptions = subscriptions
        self._interests = interests
        self._update_profiles = update_profiles
        self._erasures = erasures
        self._pending = pending
        self._forget_contact = forget_contact
        self._guests = guests
        self._person_digest = person_digest
        self._clock = clock

    def __call__(self, user_id: str, *, erased_at: int | None = None) -> None:
        """Erase a customer, under whatever name, as far as received until now or `erased_at`.

        Raises:
            Unavailable, RevisionLost: something may be left; erasing again goes on.
        """
        at = self._clock() if erased_at is None else erased_at
        names = self._identity.names(user_id).user_ids
        for guest in self._guests.of([customer(name) for name in names]):
            self(guest.id, erased_at=at)
        links = [link for name in names for link in self._identity.links_to(name)]
        found = self._what_to_forget([customer(name) for name in names], links, at)
        self._write_down(found, at)
        for person, erasures in found.items():
            self._delete_events(person, erasures)
            self._delete_subscriptions(person, erasures)
        for person in dict.fromkeys(link.linked for link in links):
            until_written(partial(self._unlink, person, names))
        for name in reversed(names):  # the one that knows the others last
            forget_again = self._forget_contact(customer(name))
            self._rows.delete(customer(name))
            forget_again()
            self._update_profiles.renew(customer(name))

    def _what_to_forget(
        self, names: Sequence[Person], links: Sequence[Link], at: int
    ) -> dict[Person, list[Erasure]]:
        found = {name: [Erasure(0, END_OF_TIME, at)] for name in names}
        for start in range(0, len(links), _READ_AT_ONCE):
            chunk = links[start : start + _READ_AT_ONCE]
            owners = self._identity.owners([link.linked for link in chunk])
            for link in chunk:
                known = found.setdefault(link.linked, [])
                known += [
                    erasure
                    for each in intervals_of(owners[link.linked][0], link.user_id)
                    if (erasure := Erasure(each.since, each.until, at)) not in known
                ]
        return found

    def _write_down(self, found: dict[Person, list[Erasure]], at: int) -> None:
        for person, erasures in found.items():
            for erasure in erasures:
                self._erasures.add(person, erasure)
        people = {self._person_digest(person): erasures for person, erasures in found.items()}
        pending = Pending(at, people)
        self._pending.add(pending.name, pending)

    def _delete_events(self, person: Person, erasures: list[Erasure]) -> None:
        some: list[Event] = []
        for family in _FAMILIES:
            for event in self._events.walk(person, family, page=_READ_AT_ONCE):
                if any(e.covers(at=event.at, received_at=event.received_at) for e in erasures):
                    some.append(event)
                if len(some) >= _READ_AT_ONCE:
                    self._delete_chunk(person, some)
                    some = []
        self._delete_chunk(person, some)
        self._events.delete_side_rows(
            person,
            lambda at, received_at: any(e.covers(at=at, received_at=received_at) for e in erasures),
        )

    def _delete_chunk(self, person: Person, events: list[Event]) -> None:
        """Delete events, and before them the interests that they led to, which stand by item."""
        named = [event for event in events if may_interest(event)]
        items = [item.item_id for event in self._events.completed(named) for item in event.items]
        self._interests.forget(person, items)
        self._events.delete(events)

    def _delete_subscriptions(self, person: Person, erasures: list[Erasure]) -> None:
        """Take the person out of the queues of items, whose rows stand apart from theirs."""
        for each in list(self._subscriptions.find(person)):
            if any(e.covers(at=each.since, received_at=each.since) for e in erasures):
                until_written(partial(self._delete_subscription, person, each.item_id))

    def _delete_subscription(self, person: Person, item_id: str) -> None:
        known, rev = self._subscriptions.get(person, item_id)
        if known:
            self._subscriptions.delete(known, rev=rev)

    def _unlink(self, visitor: Person, names: Sequence[str]) -> None:
        """Forget that the customer used a device; others who did keep their own time on it."""
        links, rev = self._identity.owners([visitor])[visitor]
        left = [
            replace(link, user_id=ERASED_USER) if link.user_id in names else link for link in links
        ]
        if any(link.user_id != ERASED_USER for link in left):
            if left != links:
                self._identity.write(owners={visitor: (left, rev)})
            self._update_profiles.renew(visitor)
        else:
            self._rows.delete(visitor)
