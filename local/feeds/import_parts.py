"""Import a file of orders or of events: all to the lake, each person's newest to the tables."""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread

from tqdm import tqdm

from functions.bootstrap import Services
from functions.domain.column_mapping import ColumnMapping
from functions.imports.file_parts import cut, part_reader
from functions.imports.part_read import PartRead
from functions.imports.staging import Staged
from functions.imports.write_part import write_part
from local.feeds.import_folder import ImportFolder

PROCESSES = 2
_AHEAD = 3  # parts that are read while one is written to the tables


@dataclass
class ImportReport:
    """What an import read, refused and warned of; parts that were done before count as read."""

    rows: int = 0
    refused_rows: int = 0
    accepted: int = 0
    rejected: int = 0
    warned: int = 0
    parts: int = 0
    parts_done_before: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def import_parts(
    services: Services,
    path: Path,
    mapping: ColumnMapping,
    folder: ImportFolder,
    secret: bytes,
    *,
    processes: int = PROCESSES,
) -> ImportReport:
    """Import a file; doing it again, after any end, goes on where it ended and doubles nothing."""
    staged = cut(path, mapping, folder.path)
    read = partial(part_reader(mapping, folder.output, secret), staged)
    return _import_staged(services, folder, staged, read, processes)


def _import_staged(
    services: Services,
    folder: ImportFolder,
    staged: Staged,
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
            write_part(services, found)
            folder.set_done(part)
            report.accepted += found.counts.accepted
            report.rejected += found.counts.rejected
            report.warned += found.counts.warned
            bar.update(found.counts.rows)
    return report


def _read(
    read: Callable[[int], PartRead], parts: Sequence[int], processes: int
) -> Iterator[tuple[int, PartRead]]:
    """The parts in order, a few read ahead in other processes."""
    if processes < 2 or len(parts) < 2:
        yield from ((part, read(part)) for part in parts)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=begin_reading) as pool:
        left = iter(parts)
        running = [(part, pool.submit(read, part)) for part in islice(left, _AHEAD)]
        while running:
            part, result = running.pop(0)
            yield part, result.result()
            running += [(each, pool.submit(read, each)) for each in islice(left, 1)]


def begin_reading() -> None:
    """Look for circular garbage less often: events make none, and it takes time.

    The process ends with the import, killed or not; else it would wait for work for ever.
    """
    gc.set_threshold(200_000, 20, 100)
    parent = parent_process()
    if parent is not None:
        here, ended = Pipe(duplex=False)
        watch = Thread(target=_end_with, args=(parent.sentinel, here), daemon=True)
        watch.start()
        atexit.register(_stop, watch, ended)


def _end_with(parent: int, ended: Connection) -> None:
    if parent in wait([parent, ended]):
        os._exit(1)


def _stop(watch: Thread, ended: Connection) -> None:
    """End the watch before Python ends: DuckDB reports leaks while a thread runs."""
    ended.close()
    watch.join()
