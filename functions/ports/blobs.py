"""Files by key: a bucket on AWS, a folder on a laptop."""

import shutil
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_DOWNLOADS = 16
_MISSING = {"NoSuchKey", "404", "NoSuchBucket"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A blob as a listing tells it; `tag` is another one once the blob was written again."""

    key: str
    size: int
    tag: str


class Blobs(Protocol):
    """Every method raises `Unavailable` when the store does not answer."""

    def read(self, key: str) -> bytes:
        """The whole blob; raises `NotFound` when there is none."""

    def write(self, key: str, data: bytes) -> None:
        """Put a blob as a whole: a reader sees the old one or the new one, never a part."""

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that start with `prefix`, sorted."""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """What is under the keys that start with `prefix`, sorted by key."""

    def download(self, key: str, path: Path) -> None: ...

    def upload(self, path: Path, key: str) -> None: ...

    def delete(self, key: str) -> None: ...

    def fetch(self, prefix: str, names: Sequence[str], into: Path) -> Path:
        """Blobs below `prefix` (it ends in `/`) as files in the folder that is the answer.

        That is `into`, or where they are already, beside others.
        """


class S3Blobs:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, key) from error

    def write(self, key: str, data: bytes) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data)
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, key) from error

    def keys(self, prefix: str) -> Iterator[str]:
        return (entry.key for entry in self.entries(prefix))

    def entries(self, prefix: str) -> Iterator[Entry]:
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    yield Entry(entry["Key"], entry["Size"], entry["ETag"])
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, prefix) from error

    def download(self, key: str, path: Path) -> None:
        """In parallel ranges, as the AWS SDK's transfer manager does."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._client.download_file(self._bucket, key, str(path))
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, key) from error

    def upload(self, path: Path, key: str) -> None:
        try:
            self._client.upload_file(str(path), self._bucket, key)
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, key) from error

    def delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise _translated(error, key) from error

    def fetch(self, prefix: str, names: Sequence[str], into: Path) -> Path:
        into.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(_DOWNLOADS) as pool:
            keys = [f"{prefix}{name}" for name in names]
            paths = [into / name for name in names]
            deque(pool.map(self.download, keys, paths), maxlen=0)  # the first failure is raised
        return into


class FolderBlobs:
    """`root/<key>`; whole files appear by rename, so that nobody reads half of one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str) -> bytes:
        try:
            return (self._root / key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"no blob {key}") from error

    def write(self, key: str, data: bytes) -> None:
        with self._appearing(key) as part:
            part.write_bytes(data)

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
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(self._root / key, path)
        except FileNotFoundError as error:
            raise NotFound(f"no blob {key}") from error

    def upload(self, path: Path, key: str) -> None:
        with self._appearing(key) as part:
            shutil.copyfile(path, part)

    def delete(self, key: str) -> None:
        (self._root / key).unlink(missing_ok=True)

    def fetch(self, prefix: str, names: Sequence[str], into: Path) -> Path:  # noqa: ARG002 they are files already
        return self._root / prefix

    def _appearing(self, key: str) -> "_Appearing":
        return _Appearing(self._root / key)


class _Appearing:
    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(f"{target.name}.{uuid4().hex}.part")

    def __enter__(self) -> Path:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        return self._part

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            self._part.unlink(missing_ok=True)
        else:
            self._part.replace(self._target)


def _translated(error: ClientError | BotoCoreError, key: str) -> NotFound | Unavailable:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    if code in _MISSING:
        return NotFound(f"no blob {key}")
    return Unavailable(f"S3 does not answer: {code or type(error).__name__}")
