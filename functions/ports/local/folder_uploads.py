"""Uploads on a laptop: a folder, and a message to the queue of imports as EventBridge sends it."""

from datetime import UTC, datetime

from functions.ports.blobs import Blobs
from functions.ports.queue import Queue
from functions.ports.uploads import UploadAddress


class FolderUploads:
    max_bytes = 500_000_000

    def __init__(self, blobs: Blobs, queue: Queue) -> None:
        self._blobs = blobs
        self._queue = queue

    def address(self, key: str, *, now: int) -> UploadAddress | None:  # noqa: ARG002 the API takes all
        """Return None; `now` in UTC ms."""
        return None

    def go_on(self, folder: str) -> None:
        self._wake(f"{folder}next")

    def write(self, key: str, data: bytes) -> None:
        self._blobs.write(key, data)
        self._wake(key)

    def _wake(self, key: str) -> None:
        time = datetime.now(UTC).isoformat()
        self._queue.send([{"time": time, "detail": {"object": {"key": key}}}])
