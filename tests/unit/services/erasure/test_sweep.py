"""The sweep over files, in a folder and in S3 (moto's)."""

import gzip
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from functions.domain.erasure import Erasure, person_digest
from functions.domain.identity import END_OF_TIME
from functions.domain.person import Person, visitor
from functions.ports.aws.s3_blobs import S3Blobs
from functions.ports.blobs import Blobs
from functions.ports.local.folder_blobs import FolderBlobs
from functions.services.erasure.pending import Pending, PendingErasures
from functions.services.erasure.sweep import Sweep
from tests.conftest import Clock

FILE = "lake/events/dt=2024-12-31/hh=23/a.jsonl.gz"
ANA = visitor("ana")


def mark(person: Person) -> str:
    return person_digest(person, b"secret")


def line(person: Person, at: int, received_at: int) -> dict[str, object]:
    return {"person": person.key, "at": at, "received_at": received_at}


def write(blobs: Blobs, *lines: dict[str, object]) -> None:
    text = "".join(json.dumps(each) + "\n" for each in lines)
    blobs.write(FILE, gzip.compress(text.encode()))


def read(blobs: Blobs) -> list[dict[str, object]]:
    return [json.loads(each) for each in gzip.decompress(blobs.read(FILE)).splitlines()]


def test_only_their_time_and_only_what_was_received_before(tmp_path: Path, clock: Clock) -> None:
    blobs = FolderBlobs(tmp_path)
    kept = [line(ANA, 99, 120), line(ANA, 200, 250), line(ANA, 150, 301), line(visitor("b"), 1, 1)]
    write(blobs, *kept, line(ANA, 100, 110), line(ANA, 199, 300))
    PendingErasures(blobs).add("a", Pending(300, {mark(ANA): [Erasure(100, 200, 300)]}))
    assert Sweep(blobs, mark, clock)() == 1
    assert read(blobs) == kept


def test_a_line_without_a_place_goes_with_its_person_and_rubbish_stays(
    tmp_path: Path, clock: Clock
) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.write(FILE, gzip.compress(b'{"person": "visitor#ana"}\nrubbish\n[1]\n'))
    PendingErasures(blobs).add("a", Pending(300, {mark(ANA): [Erasure(0, 1, 300)]}))
    Sweep(blobs, mark, clock)()
    assert gzip.decompress(blobs.read(FILE)) == b"rubbish\n[1]\n"


def test_a_bucket_is_swept_like_a_folder(clock: Clock) -> None:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="swept")
        blobs = S3Blobs(client, "swept")
        write(blobs, line(ANA, 1, 2), line(visitor("b"), 1, 2))
        blobs.write("failures/lake/1", json.dumps(line(ANA, 1, 2)).encode())
        pending = Pending(300, {mark(ANA): [Erasure(0, END_OF_TIME, 300)]})
        PendingErasures(blobs).add("a", pending)
        assert Sweep(blobs, mark, clock)() == 2
        assert read(blobs) == [line(visitor("b"), 1, 2)]
        assert list(blobs.keys("failures/")) == []
        assert list(blobs.keys("erasures/")) == []


def test_once_swept_only_newer_files_are_read_again(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = FolderBlobs(tmp_path)
    whole = {mark(ANA): [Erasure(0, END_OF_TIME, clock.now)]}
    PendingErasures(blobs).add("a", Pending(clock.now, whole))
    write(blobs, line(visitor("b"), 1, 2))
    newer = "lake/events/dt=2025-01-01/hh=12/a.jsonl"
    blobs.write(newer, b"")
    seen: list[str] = []
    read_blob = blobs.read

    def watched(key: str) -> bytes:
        seen.append(key)
        return read_blob(key)

    monkeypatch.setattr(blobs, "read", watched)
    for expected in ([FILE, newer], [newer]):
        seen.clear()
        Sweep(blobs, mark, clock)()
        assert [key for key in seen if key.startswith("lake/")] == expected
        clock.advance(hours=6)


def test_a_digest_names_no_person_without_the_secret() -> None:
    assert "ana" not in mark(ANA)
    assert person_digest(ANA, b"other") != mark(ANA)
    assert person_digest(Person("customer", "ana"), b"secret") != mark(ANA)
