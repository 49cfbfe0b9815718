"""Ports of the system that keep what they are given in memory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from functions.errors import NotFound
from functions.observability import Handler
from functions.ports.blobs import Entry


class MemoryBlobs:
    """Files by key."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def read(self, key: str) -> bytes:
        if key not in self._files:
            raise NotFound(key)
        return self._files[key]

    def write(self, key: str, data: bytes) -> None:
        self._files[key] = data

    def replace(self, key: str, data: bytes, *, seen: bytes | None) -> bool:
        if self._files.get(key) != seen:
            return False
        self.write(key, data)
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        return iter(sorted(key for key in self._files if key.startswith(prefix)))

    def entries(self, prefix: str) -> Iterator[Entry]:
        for key in self.keys(prefix):
            data = self._files[key]
            yield Entry(key, len(data), sha256(data).hexdigest())

    def download(self, key: str, path: Path) -> None:
        path.write_bytes(self.read(key))

    def download_all(self, entries: Iterable[Entry], below: str, into: Path) -> None:
        for entry in entries:
            self.download(entry.key, into / entry.key.removeprefix(below))

    def fetch(self, entries: Iterable[Entry], below: str, into: Path) -> Path:
        self.download_all(entries, below, into)
        return into

    def upload(self, path: Path, key: str) -> None:
        self.write(key, path.read_bytes())

    def upload_all(self, paths: Iterable[Path], below: str) -> None:
        for path in paths:
            self.upload(path, f"{below}{path.name}")

    def delete(self, key: str) -> None:
        self._files.pop(key, None)


class CountingLake:
    """Takes every line and keeps none."""

    def __init__(self) -> None:
        self.lines = 0

    def append(self, lines: Sequence[dict[str, Any]]) -> set[int]:
        self.lines += len(lines)
        return set()


class SeededSecrets:
    """The same secret for a name in every run."""

    def __init__(self) -> None:
        self._put: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        return self._put.get(name) or sha256(name.encode()).digest()

    def find(self, name: str) -> bytes | None:
        return self.get(name)

    def put(self, name: str, secret: bytes) -> None:
        self._put[name] = secret

    def delete(self, name: str) -> None:
        self._put.pop(name, None)


class CountingMeter:
    """What the system counted about itself."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] += number

    def flushing(self, handler: Handler) -> Handler:
        return handler


class NamedDevices:
    """Devices whose names hold their tokens."""

    PREFIX = "device/"

    def token_of(self, endpoint: str) -> str | None:
        return endpoint.removeprefix(self.PREFIX)
