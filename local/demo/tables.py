"""The journey into the tables: catalogue, newest orders, and the profiles folded from them.

The tables of a laptop keep the newest `DAYS` days of orders only, to be ready soon; the lake, and
so the model, has the whole year. A profile is folded from what the Events table holds, as always.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from typing import TypeVar

from functions.bootstrap import Services
from functions.domain.event import Event
from functions.domain.item import Item
from functions.domain.profile import fold
from functions.errors import Unavailable
from functions.storage.batches import put_all
from functions.storage.event_rows import to_rows
from functions.storage.keys import event_keys

DAYS = 28
_CHUNK = 500
_WRITERS = 4
Part = TypeVar("Part")
Done = Callable[[float], None]


def put_items(services: Services, items: Sequence[Item], done: Done) -> None:
    _in_chunks(items, services.storage.catalog.put, done)


def put_events(services: Services, events: Sequence[Event], done: Done) -> None:
    settings = services.settings
    put = partial(put_all, services.writing_client, settings.events_table)
    _in_chunks(events, lambda chunk: put([row for event in chunk for row in _rows(event)]), done)


def put_profiles(services: Services, events: Sequence[Event], done: Done) -> None:
    """Write the profile of every person in `events`, which are sorted by person."""
    people = [list(own) for _, own in groupby(events, key=lambda event: event.person)]
    for count, own in enumerate(people, start=1):
        services.storage.profiles.put(own[0].person, fold(own), rev=0)
        done(count / len(people))


def _rows(event: Event) -> list[dict[str, object]]:
    return [row for row in to_rows(event, event_keys.event_claim(event)) if row]


def _in_chunks(
    whole: Sequence[Part], put: Callable[[Sequence[Part]], set[int]], done: Done
) -> None:
    def put_chunk(chunk: Sequence[Part]) -> int:
        if failed := put(chunk):
            raise Unavailable(f"DynamoDB did not take {len(failed)} of {len(chunk)} rows")
        return len(chunk)

    written = 0
    with ThreadPoolExecutor(_WRITERS) as pool:
        for count in pool.map(put_chunk, _chunks(whole)):
            written += count
            done(written / len(whole))


def _chunks(whole: Sequence[Part]) -> Iterator[Sequence[Part]]:
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))
