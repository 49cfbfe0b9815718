"""Import an archive of events: to the lake, and each person's newest to the tables."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from functions.bootstrap import Services
from functions.domain.event import Event
from functions.domain.person import Person
from functions.errors import Invalid
from functions.services.tracking.entries import Reading, to_event
from functions.stream.lake_line import lake_line
from local.feeds import staging
from local.feeds.event_files import events_of, first_events, stage_events
from local.feeds.import_folder import ImportFolder
from local.feeds.import_orders import PROCESSES, ImportReport, import_staged
from local.feeds.order_entries import message_id
from local.feeds.read_part import PartRead, newest_of, profiles_of, shops_delivery

_STATING = frozenset({"identify", "alias"})
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class EventReader:
    """Reads events of one import; `secret` makes pseudonyms of external ids."""

    folder: ImportFolder
    secret: bytes

    def read(self, place: int, text: str | None) -> Reading:
        """The event of a line, as `/v1/import` would read it.

        Raises:
            Invalid: it is no event.
        """
        entry = json.loads(text) if text else None
        new_id = message_id(self.folder.id, f"line {place}")
        return to_event(entry, shops_delivery(self.folder.received_at, self.secret), new_id=new_id)


def import_events(
    services: Services, path: Path, reader: EventReader, *, processes: int = PROCESSES
) -> ImportReport:
    """Import a file; doing it again, after any end, goes on where it ended and doubles nothing."""
    with staging.connect(reader.folder.path) as connection:
        staged = stage_events(connection, path, reader.folder.path)
    read = partial(read_events_part, reader, staged)
    return import_staged(services, reader.folder, staged, read, processes)


def preview_of_events(path: Path, now: int) -> Iterator[dict[str, Any]]:
    """The first events as Hilo would read them, and what it would warn of; `now` in UTC ms."""
    reader = EventReader(ImportFolder("preview", Path(), now), b"preview")
    for place, text in enumerate(first_events(path, _SAMPLE), start=1):
        try:
            reading = reader.read(place, text)
        except (Invalid, ValueError) as error:
            yield {"rejected": _faults(error), "line": place}
        else:
            warnings = [asdict(each) for each in reading.dropped]
            yield {"event": lake_line(reading.event), "warnings": warnings}


def read_events_part(reader: EventReader, staged: staging.Staged, part: int) -> PartRead:
    """Write the lake's lines and the rejects of a part, and give what the tables keep."""
    folder = reader.folder
    rejects: list[dict[str, Any]] = []
    people: defaultdict[Person, list[Event]] = defaultdict(list)
    numbers = {"rows": 0, "orders": 0, "rejected": 0, "warned": 0}

    def lines() -> Iterator[dict[str, Any]]:
        for place, text in events_of(connection, staged, part):
            numbers["rows"] += 1
            if event := _read(reader, place, text, rejects, numbers):
                people[event.person].append(event)
                yield lake_line(event)

    with staging.connect(folder.path / f"scratch-{part}") as connection:
        folder.write_lake(part, lines())
    folder.write_rejects(part, rejects)
    everything = [event for own in people.values() for event in own]
    stated = [
        e for e in everything if e.type in _STATING or e.name == "Unsubscribed" or e.external_ids
    ]
    return PartRead(newest_of(people.values()), profiles_of(people), stated, **numbers)


def _read(
    reader: EventReader,
    place: int,
    text: str | None,
    rejects: list[dict[str, Any]],
    numbers: dict[str, int],
) -> Event | None:
    """The event of a line; None for one that is refused, which is noted."""
    try:
        reading = reader.read(place, text)
    except (Invalid, ValueError) as error:
        numbers["rejected"] += 1
        rejects.append({"line": place, "rejected": True, "faults": _faults(error)})
        return None
    numbers["orders"] += reading.event.name == "Order Completed"
    if reading.dropped:
        numbers["warned"] += 1
        faults = [asdict(each) for each in reading.dropped]
        rejects.append({"line": place, "rejected": False, "faults": faults})
    return reading.event


def _faults(error: Exception) -> list[dict[str, str]]:
    if isinstance(error, Invalid):
        return [asdict(each) for each in error.faults]
    return [{"field": "", "reason": "must be JSON"}]
