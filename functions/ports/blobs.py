"""Files by key: a bucket on AWS, a folder on a laptop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """A blob as a listing shows it; `tag` is another one once the blob was written again."""

    key: str
    size: int
    tag: str


class Blobs(Protocol):
    """Every method raises `Unavailable` when the store does not answer."""

    def read(self, key: str) -> bytes:
        """The whole blob; raises `NotFound` when there is none."""

    def write(self, key: str, data: bytes) -> None:
        """Put a blob as a whole: a reader sees the old one or the new one, never a part."""

    def replace(self, key: str, data: bytes, *, seen: bytes | None) -> bool:
        """Put a blob if it is as it was `seen`, None for none; False if another wrote it."""

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that start with `prefix`, sorted."""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """What is under the keys that start with `prefix`, sorted by key."""

    def download(self, key: str, path: Path) -> None:
        """The blob as a file; raises `NotFound` when there is none."""

    def download_all(self, entries: Iterable[Entry], below: str, into: Path) -> None:
        """Blobs below `below` (it ends in `/`) as files of their own in `into`, some at a time.

        The first failure is raised, and the rest given up: then some files are there, and whole.

        Raises:
            NotFound: one of them is gone.
        """

    def fetch(self, entries: Iterable[Entry], below: str, into: Path) -> Path:
        """As `download_all`, to be read only, in the folder that is the answer.

        That is `into`, or a folder that has them already, with others.
        """

    def upload(self, path: Path, key: str) -> None: ...

    def upload_all(self, paths: Iterable[Path], below: str) -> None:
        """Files as the blobs `<below><file name>`, some at a time; the first failure is raised."""

    def delete(self, key: str) -> None: ...
