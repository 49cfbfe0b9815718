"""Secrets on a laptop: private files."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from functions.ports.local.disk_faults import disk_faults
from functions.ports.secrets import SECRET_BYTES


class FileSecrets:
    def __init__(self, folder: Path, new_secret: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._new_secret = new_secret

    def get(self, name: str) -> bytes:
        found = self.find(name)
        if found is not None:
            return found
        with self._written(self._new_secret(SECRET_BYTES)) as part:
            with suppress(FileExistsError):  # another was faster; then its secret is the one
                os.link(part, self._folder / name)
            return (self._folder / name).read_bytes()

    def find(self, name: str) -> bytes | None:
        with disk_faults():
            try:
                return (self._folder / name).read_bytes()
            except FileNotFoundError:
                return None

    def put(self, name: str, secret: bytes) -> None:
        with self._written(secret) as part:
            part.replace(self._folder / name)

    def delete(self, name: str) -> None:
        with disk_faults():
            (self._folder / name).unlink(missing_ok=True)

    @contextmanager
    def _written(self, secret: bytes) -> Iterator[Path]:
        """A file of its own with the secret, private and whole; it goes at the end of the block."""
        with disk_faults():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._folder / f"{uuid4().hex}.part"
            try:
                part.touch(mode=0o600, exist_ok=False)
                part.write_bytes(secret)
                yield part
            finally:
                part.unlink(missing_ok=True)
