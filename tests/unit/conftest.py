from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from functions.ports.aws.s3_blobs import S3Blobs
from functions.ports.blobs import Blobs
from functions.ports.local.folder_blobs import FolderBlobs


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blobs]:
    """The same contract for a folder and for S3 (moto's)."""
    if request.param == "folder":
        yield FolderBlobs(tmp_path / "root")
        return
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        bucket = f"bucket-{uuid4().hex}"  # moto's buckets outlive a mock inside another
        client.create_bucket(Bucket=bucket)
        yield S3Blobs(client, bucket)
