"""Uploads that unpack to more than a run can read or write."""

import gzip
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from functions.imports import bounds
from functions.imports.bounds import Unpacked
from functions.imports.wiring import process_imports
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.test_imports import HEADER, drain

ZEROS = b"0" * 3_000_000
LINES = (HEADER + "P1,2024-11-01,José,A,1,1,EUR\n" * 2_000).encode("cp1252")


def zipped(name: str, content: bytes) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "most"),
    [
        ("o.csv.gz", gzip.compress(ZEROS), Unpacked(read=2_000_000, written=9_000_000)),
        ("o.xml.gz", gzip.compress(ZEROS), Unpacked(read=2_000_000, written=9_000_000)),
        ("o.zip", zipped("o.csv", ZEROS), Unpacked(read=9_000_000, written=2_000_000)),
        ("o.zip", zipped("o.csv.gz", gzip.compress(ZEROS)),
         Unpacked(read=2_000_000, written=9_000_000)),
        ("o.csv.gz", gzip.compress(LINES), Unpacked(read=9_000_000, written=9_000)),
    ],
    ids=["gzip", "xml", "zip", "gzip in zip", "a copy in UTF-8"],
)  # fmt: skip
def test_a_file_that_unpacks_without_end_is_refused_and_says_why(
    secret: TestClient,
    services: LaptopServices,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    most: Unpacked,
) -> None:
    monkeypatch.setattr(bounds, "UPLOADED", most)
    made = secret.post("/v1/imports", json={"kind": "orders", "file_name": name}).json()
    url = f"/v1/imports/{made['import_id']}"
    secret.put(f"{url}/file", content=content).raise_for_status()
    drain(services, process_imports(services))
    done = secret.get(url).json()
    assert done["status"] == "failed"
    (error,) = done["errors"]
    assert "unpacks to more than" in error["reason"], error
    assert len(content) < 20_000
