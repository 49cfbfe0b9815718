"""Blobs in a folder: for a laptop and for tests."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from functions.errors import NotFound
from functions.ports.blobs import Entry
from functions.ports.local.disk_faults import disk_faults


class FolderBlobs:
    """`root/<key>`; whole files appear by rename, so that no reader sees a part."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str) -> bytes:
        with disk_faults():
            try:
                return (self._root / key).read_bytes()
            except FileNotFoundError as error:
                raise NotFound(f"no blob {key}") from error

    def write(self, key: str, data: bytes) -> None:
        with self._appearing(key) as part:
            part.write_bytes(data)

    def replace(self, key: str, data: bytes, *, seen: bytes | None) -> bool:
        path = self._root / key
        if (path.read_bytes() if path.is_file() else None) != seen:
            return False
        self.write(key, data)
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        found = (path for path in self._root.rglob("*") if path.is_file())
        keys = (path.relative_to(self._root).as_posix() for path in found)
        yield from sorted(k for k in keys if k.startswith(prefix) and not k.endswith(".part"))

    def entries(self, prefix: str) -> Iterator[Entry]:
        for key in self.keys(prefix):
            with suppress(FileNotFoundError):  # deleted meanwhile
                found = (self._root / key).stat()
                yield Entry(key, found.st_size, str(found.st_mtime_ns))

    def download(self, key: str, path: Path) -> None:
        with disk_faults():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(self._root / key, path)
            except FileNotFoundError as error:
                raise NotFound(f"no blob {key}") from error
            except OSError:
                path.unlink(missing_ok=True)
                raise

    def download_all(self, entries: Iterable[Entry], below: str, into: Path) -> None:
        for entry in entries:
            self.download(entry.key, into / entry.key.removeprefix(below))

    def fetch(self, entries: Iterable[Entry], below: str, into: Path) -> Path:  # noqa: ARG002 they are files already
        return self._root / below

    def upload(self, path: Path, key: str) -> None:
        with self._appearing(key) as part:
            shutil.copyfile(path, part)

    def upload_all(self, paths: Iterable[Path], below: str) -> None:
        for path in paths:
            self.upload(path, f"{below}{path.name}")

    def delete(self, key: str) -> None:
        with disk_faults():
            (self._root / key).unlink(missing_ok=True)

    @contextmanager
    def _appearing(self, key: str) -> Iterator[Path]:
        target = self._root / key
        part = target.with_name(f"{target.name}.{uuid4().hex}.part")
        with disk_faults():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                yield part
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
