"""Imports as the shop sees them: made, given their file, and looked at."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Any

from functions.domain.file_import import FileImport
from functions.errors import FieldFault, Invalid, NotFound, TooLarge
from functions.ports.blobs import Blobs
from functions.ports.uploads import UploadAddress, Uploads
from functions.storage.file_imports import FileImportRows

_LISTED = 50
_REJECTS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class FileImports:
    rows: FileImportRows
    uploads: Uploads
    blobs: Blobs
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]

    def create(self, asked: FileImport) -> tuple[FileImport, UploadAddress | None]:
        """Keep an import that waits for its file, and say where the file may be uploaded to."""
        now = self.clock()
        made = replace(asked, id=import_id(now, self.random_bytes(5)), created_at=now)
        self.rows.put(made, rev=0)
        return made, self.uploads.address(made.upload_key, now=now)

    def take_file(self, import_id: str, content: bytes) -> FileImport:
        """Take the file of an import that has none yet.

        Raises:
            NotFound: there is no such import.
            Invalid: its file came before, or is empty.
            TooLarge: it has to be uploaded to the bucket.
        """
        found = self.find(import_id)
        if found.status != "waiting":
            raise Invalid(FieldFault("import_id", f"its file came before; it is {found.status}"))
        if not content:
            raise Invalid(FieldFault("body", "is empty; send the file as it is"))
        self.uploads.write(found.upload_key, content)
        return found

    @property
    def max_bytes(self) -> int:
        return self.uploads.max_bytes

    def find(self, import_id: str) -> FileImport:
        """The import as of now.

        Raises:
            NotFound: there is none.
        """
        found, _ = self.rows.get(import_id)
        if found is None:
            raise NotFound(f"there is no import {import_id}")
        return found

    def newest(self) -> list[FileImport]:
        """The fifty that were made last."""
        return self.rows.newest(_LISTED)

    def rejects(self, found: FileImport) -> tuple[list[dict[str, Any]], bool]:
        """The first thousand rows that could not be read, and whether there are more."""
        lines = list(islice(self._reject_lines(found), _REJECTS_SHOWN + 1))
        return [json.loads(line) for line in lines[:_REJECTS_SHOWN]], len(lines) > _REJECTS_SHOWN

    def _reject_lines(self, found: FileImport) -> Iterator[bytes]:
        for key in self.blobs.keys(rejects_folder(found.folder)):
            yield from self.blobs.read(key).splitlines()


def rejects_folder(folder: str) -> str:
    """Below which the reject files of an import lie, one JSON object a line."""
    return f"{folder}rejects/"


def import_id(now: int, unique: bytes) -> str:
    """An id that sorts by time; `now` in UTC ms."""
    return f"{now:011x}{unique.hex()}"


def id_of_upload(key: str, version: str, at: int) -> str:
    """The id of a file that was put into the bucket without a call before; the same each time."""
    return import_id(at, sha256(f"{key}\n{version}".encode()).digest()[:5])


def check_size(size: int, most: int) -> None:
    """Refuse a file that no run could cut into parts.

    Raises:
        TooLarge: it is larger than `most` bytes.
    """
    if size > most:
        raise TooLarge(f"the file has {size:,} bytes, {most:,} at most; cut it, or import it twice")
