"""Read one part of an archive of events: judge each, and write its line of the lake."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from functions.domain.event import Event
from functions.errors import Invalid
from functions.imports.event_files import events_of
from functions.imports.import_output import ImportOutput
from functions.imports.order_entries import message_id
from functions.imports.part_read import PartRead, PartSoFar, shops_delivery
from functions.imports.staging import Staged, connect
from functions.services.tracking.entries import Reading, to_event

_STATING = frozenset({"identify", "alias"})

_OF_WAREHOUSES = {
    "user_id": "userId", "anonymous_id": "anonymousId", "previous_id": "previousId",
    "group_id": "groupId", "message_id": "messageId", "original_timestamp": "originalTimestamp",
    "sent_at": "sentAt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventReader:
    """Reads events of one import; `secret` makes pseudonyms of external ids."""

    output: ImportOutput
    secret: bytes

    def read(self, place: int, text: str | None) -> Reading:
        """The event of a line, as `/v1/import` would read it.

        Raises:
            Invalid: it is no event.
            ValueError: it is no JSON.
        """
        entry = _in_camel_case(json.loads(text)) if text else None
        new_id = message_id(self.output.id, f"line {place}")
        return to_event(entry, shops_delivery(self.output.received_at, self.secret), new_id=new_id)


def read_events(reader: EventReader, staged: Staged, part: int) -> PartRead:
    """Write the lake's lines and the rejects of a part, and give what the tables keep."""
    output, read = reader.output, PartSoFar()

    def lines() -> Iterator[bytes]:
        for place, text in events_of(connection, staged, part):
            read.rows += 1
            if event := _read(reader, place, text, read):
                yield read.line(event)

    with connect(output.scratch / f"spill-{part}") as connection:
        output.write_lake(part, lines())
    output.write_rejects(part, read.rejects)
    everything = [event for own in read.people.values() for event in own]
    return read.result([event for event in everything if _states(event)])


def _states(event: Event) -> bool:
    """Whether an event says more than what a person did: who they are, or what they want."""
    return event.type in _STATING or event.name == "Unsubscribed" or bool(event.external_ids)


def _read(reader: EventReader, place: int, text: str | None, read: PartSoFar) -> Event | None:
    """The event of a line; None for one that is refused, which is noted."""
    try:
        reading = reader.read(place, text)
    except (Invalid, ValueError) as error:
        read.refuse({"line": place}, error)
        return None
    read.accept({"line": place}, reading.dropped)
    return reading.event


def _in_camel_case(entry: Any) -> Any:
    """The entry with the names of the envelope as in calls; a warehouse's have `_`: `user_id`."""
    if not isinstance(entry, dict):
        return entry
    missing = {own: name for name, own in _OF_WAREHOUSES.items() if own not in entry}
    return {**entry, **{own: entry[name] for own, name in missing.items() if name in entry}}
