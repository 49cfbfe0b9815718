"""Blobs in a bucket."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from s3transfer.manager import TransferConfig, TransferManager
from s3transfer.subscribers import BaseSubscriber

from functions.errors import NotFound, Unavailable
from functions.ports.aws.error_code import code_of
from functions.ports.blobs import Entry

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from s3transfer.futures import TransferFuture

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_CHANGED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}
_MISSING = {"NoSuchKey", "404", "NoSuchBucket"}
_RANGES = TransferConfig(multipart_threshold=32 << 20, multipart_chunksize=32 << 20)


class S3Blobs:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        with _translated(key):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def write(self, key: str, data: bytes) -> None:
        with _translated(key):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data)

    def replace(self, key: str, data: bytes, *, seen: bytes | None) -> bool:
        # What is put in one part and encrypted by S3's own key has its MD5 as tag.
        tag = "" if seen is None else f'"{md5(seen, usedforsecurity=False).hexdigest()}"'
        condition: Any = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        with _translated(key):
            try:
                self._client.put_object(Bucket=self._bucket, Key=key, Body=data, **condition)
            except ClientError as error:
                if code_of(error) in _CHANGED:
                    return False
                raise
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        return (entry.key for entry in self.entries(prefix))

    def entries(self, prefix: str) -> Iterator[Entry]:
        pages = self._client.get_paginator("list_objects_v2")
        with _translated(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    yield Entry(entry["Key"], entry["Size"], entry["ETag"])

    def download(self, key: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._transfers() as manager:
            _finish({key: manager.download(self._bucket, key, str(path))})

    def download_all(self, entries: Iterable[Entry], below: str, into: Path) -> None:
        with self._transfers() as manager:
            started = {}
            for entry in entries:
                path = into / entry.key.removeprefix(below)
                path.parent.mkdir(parents=True, exist_ok=True)
                started[entry.key] = manager.download(
                    self._bucket, entry.key, str(path), subscribers=[_Listed(entry)]
                )
            _finish(started)

    def fetch(self, entries: Iterable[Entry], below: str, into: Path) -> Path:
        self.download_all(entries, below, into)
        return into

    def upload(self, path: Path, key: str) -> None:
        with self._transfers() as manager:
            _finish({key: manager.upload(str(path), self._bucket, key)})

    def upload_all(self, paths: Iterable[Path], below: str) -> None:
        with self._transfers() as manager:
            keys = {f"{below}{path.name}": path for path in paths}
            _finish({k: manager.upload(str(p), self._bucket, k) for k, p in keys.items()})

    def delete(self, key: str) -> None:
        with _translated(key):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _transfers(self) -> TransferManager:
        """Give one set of threads for all files of a call; large ones go in parallel ranges.

        Each range is a request that S3 charges: a start of an instance would take 26 of 8 MiB.

        Left by an exception, it gives up what is under way and waits until nothing more is written.
        """
        return TransferManager(self._client, _RANGES)


class _Listed(BaseSubscriber):
    """Gives a download its size and tag from the listing, which saves a HEAD request."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def on_queued(self, future: "TransferFuture", **_: Any) -> None:
        future.meta.provide_transfer_size(self._entry.size)
        future.meta.provide_object_etag(self._entry.tag)


def _finish(transfers: Mapping[str, "TransferFuture"]) -> None:
    for key, transfer in transfers.items():
        with _translated(key):
            transfer.result()


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _MISSING:
            raise NotFound(f"no blob {key}") from error
        raise Unavailable(f"S3 does not answer: {code}") from error
    except (BotoCoreError, RetriesExceededError) as error:
        raise Unavailable(f"S3 does not answer: {type(error).__name__}") from error
