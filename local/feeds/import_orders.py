"""Import a file of orders: all of it to the lake, each person's newest events to the tables."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from tqdm import tqdm

from functions.bootstrap import Services
from functions.domain.event import Event
from functions.domain.person import Person
from functions.errors import RevisionLost, Unavailable
from functions.services.people.wiring import follow_ups
from functions.storage.batches import put_all
from functions.storage.event_rows import to_rows
from functions.storage.keys import event_keys
from local.feeds import staging
from local.feeds.import_folder import ImportFolder
from local.feeds.mapping import ColumnMapping
from local.feeds.read_part import OrderReader, PartRead, read_part

PROCESSES = 2
_AHEAD = 3  # parts that are read while one is written to the tables


@dataclass
class ImportReport:
    """What an import read, refused and warned of; parts that were done before count as read."""

    rows: int = 0
    refused_rows: int = 0
    orders: int = 0
    rejected: int = 0
    warned: int = 0
    parts: int = 0
    parts_done_before: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def import_orders(
    services: Services,
    path: Path,
    mapping: ColumnMapping,
    reader: OrderReader,
    *,
    processes: int = PROCESSES,
) -> ImportReport:
    """Import a file; doing it again, after any end, goes on where it ended and doubles nothing."""
    folder = reader.folder
    with staging.connect(folder.path) as connection:
        source = staging.source_of(path)
        staged = staging.stage(connection, source, mapping, folder.path)
    return import_staged(services, folder, staged, partial(read_part, reader, staged), processes)


def import_staged(
    services: Services,
    folder: ImportFolder,
    staged: staging.Staged,
    read: Callable[[int], PartRead],
    processes: int,
) -> ImportReport:
    """Import the parts that are not done; `read` reads one, in other processes if need be."""
    report = ImportReport(rows=staged.rows, refused_rows=staged.refused, parts=staged.parts)
    left = [part for part in range(staged.parts) if not folder.is_done(part)]
    report.parts_done_before = staged.parts - len(left)
    done_before = staged.rows * report.parts_done_before // max(1, staged.parts)
    with tqdm(total=staged.rows, initial=done_before, unit=" rows", file=sys.stderr,
              mininterval=0.1 if sys.stderr.isatty() else 10) as bar:  # fmt: skip
        for part, found in _read(read, left, processes):
            _write(services, found)
            folder.set_done(part)
            report.orders += found.orders
            report.rejected += found.rejected
            report.warned += found.warned
            bar.update(found.rows)
    return report


def _read(
    read: Callable[[int], PartRead], parts: Sequence[int], processes: int
) -> Iterator[tuple[int, PartRead]]:
    """The parts in order, a few read ahead in other processes."""
    if processes < 2 or len(parts) < 2:
        yield from ((part, read(part)) for part in parts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        left = iter(parts)
        running = [(part, pool.submit(read, part)) for part in islice(left, _AHEAD)]
        while running:
            part, result = running.pop(0)
            yield part, result.result()
            running += [(each, pool.submit(read, each)) for each in islice(left, 1)]


def _write(services: Services, found: PartRead) -> None:
    """Put events as the tables keep them, and the profile of each person.

    Raises:
        Unavailable: some rows could not be written; the part is read again next time.
    """
    rows = [
        row
        for event in found.newest
        for row in to_rows(event, event_keys.event_key(event))
        if row is not None
    ]
    if failed := put_all(services.writing_client, services.settings.events_table, rows):
        raise Unavailable(f"{len(failed)} of {len(rows)} rows were not written; import again")
    for person, profile in found.profiles:
        try:
            services.storage.profiles.put(person, profile, rev=0)
        except RevisionLost:  # there was a profile: it is folded anew from all that is there
            services.update_profiles.recompute(person)
    _follow_up(services, found.stated)


def _follow_up(services: Services, stated: Sequence[Event]) -> None:
    """Take over what events say of who a person is and what they want, as the API does."""
    people: defaultdict[Person, list[Event]] = defaultdict(list)
    for event in sorted(stated, key=lambda each: each.order):
        people[event.person].append(event)
    chain = follow_ups(services) if people else ()
    for own in people.values():
        for follow_up in chain:
            follow_up(own)
