"""Leases on a laptop: a locked file in the data folder, released when its process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.storage.leases import LeaseRows, LeaseTaken


class FolderLeases(LeaseRows):
    """Holds between processes that share a folder and no DynamoDB, as `up` and `train` do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, name: str, **_until: object) -> Iterator[None]:
        """As the original; the lock ends with its process, not with the time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._lock(file, name)
            yield
        finally:
            os.close(file)

    def _lock(self, file: int, name: str) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LeaseTaken(f"{name} is running elsewhere on {self._folder.parent}") from error
