"""One run over an import: cut its file, or do the next parts, and keep how far it has come."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from functions.bootstrap import Services
from functions.domain.column_mapping import ColumnMapping
from functions.domain.file_import import Counts, FileImport
from functions.errors import FieldFault, Invalid, NotFound
from functions.imports import bounds
from functions.imports.do_part import DoPart
from functions.imports.event_files import is_archive
from functions.imports.file_parts import cut, suggested_mapping
from functions.imports.import_output import ImportOutput
from functions.imports.item_files import columns_in
from functions.imports.mapping import checked
from functions.imports.readable_text import in_utf8
from functions.imports.staging import Staged
from functions.services.imports.file_imports import check_size, rejects_folder

_DIGITS = 16
Apart = Callable[..., Any]


def here(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in this process."""
    return function(*arguments)


class RunImport:
    """`folder` is for what is worked on; `apart` calls a function, maybe in another process."""

    def __init__(self, services: Services, folder: Path, apart: Apart = here) -> None:
        self._services = services
        self._rows = services.storage.file_imports
        self._folder = folder
        self._apart = apart
        self._do_part = DoPart(services, apart)

    def __call__(self, import_id: str, is_over: Callable[[], bool]) -> bool:
        """Go on with an import until its end or `is_over`; return whether it has ended.

        Raises:
            Invalid, TooLarge: its file cannot be read.
            RevisionLost: another run does the same.
            Unavailable: a later run may go on.
        """
        found, rev = self._rows.get(import_id)
        if found is None or found.has_ended:
            return True
        started = replace(found, tries=found.tries + 1, updated_at=self._services.clock())
        found, rev = self._keep(started, rev)
        try:
            if found.status == "waiting":
                found, rev = self._keep(self._cut(found), rev)
            while found.next_part < found.parts and not is_over():
                counts = self._part(found)
                found, rev = self._keep(found.after_part(counts, self._services.clock()), rev)
        finally:
            shutil.rmtree(self._folder / import_id, ignore_errors=True)
        if found.next_part < found.parts:
            self._keep(replace(found, tries=0), rev)
            return False
        self._keep(replace(found, status="done", ended_at=self._services.clock()), rev)
        return True

    def tries(self, import_id: str) -> int:
        """How many runs began on the part that is next."""
        found, _ = self._rows.get(import_id)
        return found.tries if found else 0

    def fail(self, import_id: str, faults: list[tuple[str, str]]) -> FileImport:
        """Keep that an import failed, and why; one that has ended stays as it is."""
        found, rev = self._rows.get(import_id)
        if found is None:
            raise NotFound(f"there is no import {import_id}")
        if not found.has_ended:
            found, _ = self._keep(found.failed(self._services.clock(), faults), rev)
        return found

    def _keep(self, known: FileImport, rev: int) -> tuple[FileImport, int]:
        self._rows.put(known, rev=rev)
        return known, rev + 1

    def _cut(self, found: FileImport) -> FileImport:
        """Fetch the file, decide how it is read, and keep its parts below the import's folder."""
        started = self._services.clock()
        path = self._fetched(found)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()[:_DIGITS]
        scratch = self._folder / found.id
        path = self._apart(in_utf8, path, scratch / "utf-8", bounds.UPLOADED)
        mapping = self._apart(_mapping, path, found)
        staged = self._apart(cut, path, mapping, scratch)
        blobs = self._services.blobs
        for each in sorted(staged.folder.glob("part=*/*.parquet")):
            blobs.upload(each, _part_key(found, each.parent.name, each.name))
        return replace(
            found,
            status="reading",
            tries=1,
            updated_at=self._services.clock(),
            digest=digest,
            received_at=self._rows.first_received(digest, started),
            mapping=mapping,
            total_rows=staged.rows,
            unreadable_rows=staged.refused,
            parts=staged.parts,
            started_at=started,
        )

    def _fetched(self, found: FileImport) -> Path:
        """The file, on this machine, under its own name, by whose end its format is known."""
        blobs = self._services.blobs
        for entry in blobs.entries(found.upload_key):
            check_size(entry.size, bounds.MAX_FILE_BYTES)
        path = self._folder / found.id / Path(found.file_name).name
        try:
            blobs.download(found.upload_key, path)
        except NotFound as error:
            raise Invalid(FieldFault("file", "is not there any more")) from error
        return path

    def _part(self, found: FileImport) -> Counts:
        part, folder = found.next_part, self._folder / found.id / "parts"
        below = _part_key(found, f"part={part}", "")
        entries = self._services.blobs.entries(below)
        self._services.blobs.download_all(entries, below, folder / f"part={part}")
        output = ImportOutput(
            found.digest,
            found.received_at,
            self._services.blobs,
            rejects_folder(found.folder),
            self._folder / found.id / "scratch",
        )
        return self._do_part(found, output, Staged(folder, found.parts, found.total_rows, 0))


def _mapping(path: Path, found: FileImport) -> ColumnMapping:
    """How a file is read: by the columns that the shop named, else as their names suggest.

    Raises:
        Invalid: it cannot be read, or lacks a column that is needed.
    """
    mapping = (
        suggested_mapping(path, found.kind, found.constants)
        if not found.columns
        else (ColumnMapping(found.kind or "orders", found.columns, found.constants))
    )
    if found.day_first is not None:
        mapping = replace(mapping, day_first=found.day_first)
    return mapping if is_archive(path) else checked(mapping, columns_in(path))


def _part_key(found: FileImport, part: str, name: str) -> str:
    return f"{found.folder}parts/{part}/{name}"
