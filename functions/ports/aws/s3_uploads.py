"""Uploads on AWS: the bucket reports each new file to EventBridge, which wakes the function."""

from typing import TYPE_CHECKING

from functions.ports.blobs import Blobs
from functions.ports.uploads import UploadAddress

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NEXT = "next"
_SECONDS = 3600


class S3Uploads:
    max_bytes = 4_000_000  # Lambda takes 6 MB, of which base64 leaves three quarters

    def __init__(self, client: "S3Client", bucket: str, blobs: Blobs) -> None:
        self._client = client
        self._bucket = bucket
        self._blobs = blobs

    def address(self, key: str, *, now: int) -> UploadAddress:
        """Return a signed address; `now` in UTC ms."""
        url = self._client.generate_presigned_url(
            "put_object", {"Bucket": self._bucket, "Key": key}, ExpiresIn=_SECONDS
        )
        return UploadAddress(url, {}, now + _SECONDS * 1000)

    def go_on(self, folder: str) -> None:
        self._blobs.write(f"{folder}{NEXT}", b"")

    def write(self, key: str, data: bytes) -> None:
        self._blobs.write(key, data)
