"""Record events: each entry of a call is stored, refused with its field, or to be sent again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from functions.domain.event import Event
from functions.domain.person import Person
from functions.errors import RevisionLost, Unavailable
from functions.observability import Meter
from functions.schemas.partial_batches import Rejected, partition_valid
from functions.schemas.segment import EntryWarning, TrackingResponse
from functions.services.catalogue.item_names import ItemNames
from functions.services.people.follow_up import Caution, FollowUp
from functions.services.tracking.content_names import ContentNames
from functions.services.tracking.details import Dropped
from functions.services.tracking.entries import Delivery, Reading, to_event
from functions.services.tracking.intake_quality import IntakeQuality
from functions.services.tracking.misspelt import Misspellings, Misspelt
from functions.storage.events import EventRows

Indexed = dict[int, Event]
"""Events by the index of their entry."""


class RecordEvents:
    """Stores events; `follow_ups` take over what stored events state beyond themselves."""

    def __init__(
        self,
        *,
        events: EventRows,
        follow_ups: Sequence[FollowUp],
        pool: Executor,
        new_id: Callable[[], str],
        meter: Meter,
        quality: IntakeQuality,
        item_names: ItemNames,
    ) -> None:
        self._events = events
        self._follow_ups = follow_ups
        self._pool = pool
        self._new_id = new_id
        self._meter = meter
        self._quality = quality
        self._item_names = item_names

    def __call__(self, entries: Sequence[Any], delivery: Delivery) -> TrackingResponse:
        """Store the good entries.

        Raises:
            Unavailable: at least one could not be stored now. Sending the whole call again is
                safe: what is stored already is stored once.
        """
        readings, rejected = self._read(entries, delivery)
        events = self._item_names.renamed({i: reading.event for i, reading in readings.items()})
        stored = self._stored(events)
        by_person = _by_person(stored)
        cautions = list(self._pool.map(self._followed_up, by_person.values()))
        failed = len(events) - len(stored)
        failed += sum(
            len(own)
            for own, found in zip(by_person.values(), cautions, strict=True)
            if found is None
        )
        self._count(len(events) - failed, len(rejected), failed)
        misspelt = _misspelt(entries, stored)
        cautioned = _by_message(each for found in cautions for each in found or ())
        remarks = [
            [
                *reading.dropped,
                *cautioned[reading.event.message_id],
                *(name.counted() for name in misspelt.get(index, ())),
            ]
            for index, reading in readings.items()
        ]
        self._quality.record(delivery.key_id, remarks, rejected, entries)
        if failed:
            raise Unavailable(f"{failed} of {len(events)} events could not be stored; send again")
        warnings = _warnings(readings, [each for found in cautions for each in found or ()])
        return TrackingResponse(
            success=bool(events) or not rejected,
            accepted=len(events),
            rejected=rejected,
            warnings=[*warnings, *_of_names(misspelt)],
        )

    def _read(
        self, entries: Sequence[Any], delivery: Delivery
    ) -> tuple[dict[int, Reading], list[Rejected]]:
        names = ContentNames()

        def read(index: int, raw: Any) -> Reading:
            return to_event(raw, delivery, new_id=self._new_id(), position=index, names=names)

        readings, faults = partition_valid(entries, read)
        return readings, [Rejected.from_fault(*each) for each in faults.items()]

    def _stored(self, events: Indexed) -> Indexed:
        """The events that are stored now, as they were stored first."""
        found = zip(events, self._pool.map(self._put, events.values()), strict=True)
        return {index: event for index, event in found if event is not None}

    def _put(self, event: Event) -> Event | None:
        try:
            return self._events.put(event).event
        except Unavailable:
            return None

    def _followed_up(self, events: Sequence[Event]) -> list[Caution] | None:
        """What was left out of what one person's events state; None if it has to be done again.

        Duplicates are followed up too: an earlier call may have ended between the two.
        """
        try:
            return [caution for follow_up in self._follow_ups for caution in follow_up(events)]
        except (Unavailable, RevisionLost):
            return None

    def _count(self, stored: int, rejected: int, failed: int) -> None:
        self._meter.count("events_stored", stored)
        if rejected:
            self._meter.count("events_rejected", rejected)
        if failed:
            self._meter.count("events_unavailable", failed)


def _by_person(events: Indexed) -> dict[Person, list[Event]]:
    """One person's events follow one another; different people's go side by side."""
    people: defaultdict[Person, list[Event]] = defaultdict(list)
    for event in sorted(events.values(), key=lambda each: each.order):
        people[event.person].append(event)
    return people


def _by_message(cautions: Iterable[Caution]) -> defaultdict[str, list[Dropped]]:
    """What was left out of what entries state, by the id of their event."""
    found: defaultdict[str, list[Dropped]] = defaultdict(list)
    for each in cautions:
        found[each.message_id].append(Dropped(each.field, each.reason, ""))
    return found


def _misspelt(entries: Sequence[Any], stored: Iterable[int]) -> dict[int, list[Misspelt]]:
    """Return the names in stored entries that are near known ones, by the index of the entry."""
    misspellings = Misspellings()
    found = {index: list(misspellings.among(entries[index])) for index in stored}
    return {index: names for index, names in found.items() if names}


def _of_names(misspelt: Mapping[int, Sequence[Misspelt]]) -> Iterator[EntryWarning]:
    for index, names in misspelt.items():
        for each in names:
            yield EntryWarning(index=index, field=each.field, reason=each.reason)


def _warnings(readings: dict[int, Reading], cautions: Iterable[Caution]) -> list[EntryWarning]:
    """What was left out of entries, by their index: as they were read, and of what they state."""
    index_of = {reading.event.message_id: index for index, reading in readings.items()}
    found = [
        EntryWarning(index=index, field=each.field, reason=each.reason)
        for index, reading in readings.items()
        for each in reading.dropped
    ]
    found += [
        EntryWarning(index=index_of[each.message_id], field=each.field, reason=each.reason)
        for each in cautions
    ]
    return sorted(found, key=lambda each: each.index)
