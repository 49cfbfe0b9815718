"""What earlier trainings read of the lake, kept in parts; only new files are read again.

A part stands for the files that it was made of, as they were then. If one of them was written anew
or is gone, or the part itself is damaged, the part is dropped and its files are read again: reading
with parts and reading everything come to the same. A file of the lake that is damaged is in no
part, so it is tried, and named, each time.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from functions.errors import NotFound
from functions.ports.blobs import Blobs, Entry
from functions.ports.lake import LAKE, PREFIX
from functions.retrain import part_list
from functions.retrain.part_list import Part, stamp
from model.arrays.artifact import sha256
from model.dataset.database import Connection, connect
from model.dataset.event_lines import EventLines, is_lake_file, line_count, merge, write_part

logger = logging.getLogger(__name__)

MOST_PARTS = 16
BATCH_BYTES = 1 << 30
"""Of the lake's files, on this disk at once; each batch read is kept, should the next one fail."""


@dataclass(frozen=True, slots=True)
class LakeInventory:
    """The parts that still stand for what the lake holds, and the files that are in none."""

    parts: list[Part]
    files: Mapping[str, Entry]

    @property
    def new(self) -> dict[str, Entry]:
        read = {name for part in self.parts for name in part.files}
        return {name: entry for name, entry in self.files.items() if name not in read}


class Compaction:
    def __init__(
        self,
        blobs: Blobs,
        folder: Path,
        *,
        memory_mib: int | None = None,
        most_parts: int = MOST_PARTS,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._blobs, self._folder, self._memory_mib = blobs, folder, memory_mib
        self._most_parts, self._batch_bytes = most_parts, batch_bytes

    def inventory(self) -> LakeInventory:
        """Look at lists only; nothing is read."""
        entries = ((each.key.removeprefix(LAKE), each) for each in self._blobs.entries(PREFIX))
        files = {name: entry for name, entry in entries if is_lake_file(name)}
        stamps = {name: stamp(entry) for name, entry in files.items()}
        parts = part_list.read(self._blobs)
        return LakeInventory(
            [each for each in parts if each.files.items() <= stamps.items()], files
        )

    def read(
        self, inventory: LakeInventory, version: str, step: Callable[[float], None]
    ) -> EventLines:
        """Read what is new, keep it, and give the whole lake as parts on this disk.

        Raises:
            Unavailable: the bucket does not answer; what was read until then is kept.
        """
        parts = [part for part in inventory.parts if self._fetch(part)]
        new = LakeInventory(parts, inventory.files).new
        size, done = sum(entry.size for entry in new.values()), 0
        skipped: list[dict[str, str]] = []
        for number, batch in enumerate(_batches(new, self._batch_bytes)):
            made, faults = self._read_batch(batch, f"{version}-{number:04d}.parquet")
            skipped += faults
            if made is not None:
                parts = self._kept([*parts, made], f"{version}-all.parquet")
            done += sum(entry.size for entry in batch.values())
            step(done / max(size, 1))
        return EventLines(tuple(self._path(each) for each in parts), len(inventory.files), skipped)

    def _fetch(self, part: Part) -> bool:
        """Whether the part is here now, as it was written."""
        try:
            self._blobs.download(part.key, self._path(part))
        except NotFound:
            logger.warning("%s is gone: its files are read again", part.key)
            return False
        if sha256(self._path(part)) != part.sha256:
            logger.warning("%s is damaged: its files are read again", part.key)
            return False
        return True

    def _read_batch(
        self, batch: Mapping[str, Entry], name: str
    ) -> tuple[Part | None, list[dict[str, str]]]:
        lake = self._blobs.fetch(batch.values(), LAKE, self._folder / "lake")
        path = self._folder / name
        with closing(self._connection()) as connection:
            lines = write_part(connection, lake, batch, path)
            count = line_count(connection, lines.parts)
        shutil.rmtree(self._folder / "lake", ignore_errors=True)
        for fault in lines.skipped:
            logger.warning("%s cannot be read: %s", fault["file"], fault["fault"])
        if not lines.parts:
            return None, lines.skipped
        faulty = {fault["file"] for fault in lines.skipped}
        files = {file: stamp(entry) for file, entry in batch.items() if file not in faulty}
        return Part(name, sha256(path), count, files), lines.skipped

    def _kept(self, parts: list[Part], name: str) -> list[Part]:
        """Upload the newest part, or one of all when they have become many; then list them."""
        if len(parts) > self._most_parts:
            with closing(self._connection()) as connection:
                merge(connection, [self._path(each) for each in parts], self._folder / name)
            files = {file: stamp for each in parts for file, stamp in each.files.items()}
            lines = sum(each.lines for each in parts)
            parts = [Part(name, sha256(self._folder / name), lines, files)]
        self._blobs.upload(self._path(parts[-1]), parts[-1].key)
        part_list.write(self._blobs, parts)
        return parts

    def _path(self, part: Part) -> Path:
        return self._folder / part.name

    def _connection(self) -> Connection:
        self._folder.mkdir(parents=True, exist_ok=True)
        return connect(self._folder, memory_mib=self._memory_mib)


def _batches(files: Mapping[str, Entry], max_bytes: int) -> Iterator[dict[str, Entry]]:
    batch: dict[str, Entry] = {}
    size = 0
    for name, entry in files.items():
        if batch and size + entry.size > max_bytes:
            yield batch
            batch, size = {}, 0
        batch[name] = entry
        size += entry.size
    if batch:
        yield batch
