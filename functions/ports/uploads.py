"""Files that shops upload, to be imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UploadAddress:
    """Where a file may be put by HTTP, without a key; `expires_at` in UTC ms."""

    url: str
    headers: Mapping[str, str]
    expires_at: int


class Uploads(Protocol):
    """What is uploaded wakes the function of imports, in whichever way it came."""

    max_bytes: int
    """How much `write` takes."""

    def address(self, key: str, *, now: int) -> UploadAddress | None:
        """Where the file `key` may be uploaded from `now` (UTC ms) on; None: only by `write`."""

    def go_on(self, folder: str) -> None:
        """Wake the function for the import that works in `folder`, which ends in `/`.

        Raises:
            Unavailable: it was not; the import stands still until it is.
        """

    def write(self, key: str, data: bytes) -> None:
        """Take a small file.

        Raises:
            Unavailable: it was not kept; write again.
        """
