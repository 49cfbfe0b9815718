"""Keep who has which item in mind, as events say so."""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor

from functions.domain.event import Event
from functions.domain.nudges.item_news.interests import Change, Interest, changes
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.services.nudges.restock.implicit import ImplicitRestock
from functions.storage.interests import InterestRows

NewestOf = Callable[[Person], Iterable[Event]]


class Interests:
    """Rows are written only while a kind that reads them is on: they cost a write each.

    `newest_of` gives the newest events of a person that change carts and wish lists. It is for
    events that may come after later ones of the same person, as a redrive's do: the row of an
    interest that ended is deleted, and its time with it.
    """

    def __init__(
        self,
        rows: InterestRows,
        implicit: ImplicitRestock,
        pool: Executor,
        newest_of: NewestOf | None = None,
    ) -> None:
        self._rows = rows
        self._implicit = implicit
        self._pool = pool
        self._newest_of = newest_of

    def arrived(self, events: Mapping[str, Event], settings: NudgeSettings) -> None:
        """Take over what new events say; again it comes to the same.

        Raises:
            Unavailable, RevisionLost: some may be missing; the same events have to come again.
        """
        own = changes(events.values())
        if not own and not any(event.kind == "view" for event in events.values()):
            return
        known = self._with_later(events.values())
        self._implicit.arrived(known, settings)
        if not own or not _are_read(settings):
            return
        named = {(interest.person, interest.item_id) for interest in own}
        found = {
            i: change for i, change in changes(known).items() if (i.person, i.item_id) in named
        }
        list(self._pool.map(self._write, found, found.values()))

    def _with_later(self, events: Collection[Event]) -> Collection[Event]:
        """With what their persons did since, where the events may come late."""
        if self._newest_of is None:
            return events
        people = dict.fromkeys(event.person for event in events)
        later = (event for person in people for event in self._newest_of(person))
        known = {(event.person, event.message_id): event for event in (*later, *events)}
        return known.values()

    def _write(self, interest: Interest, change: Change) -> None:
        if change == "gained":
            self._rows.put(interest)
        else:
            self._rows.remove(interest)


def _are_read(settings: NudgeSettings) -> bool:
    return settings.kind("low_stock").on or settings.kind("price_drop").on
