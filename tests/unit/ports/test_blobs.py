"""One contract for the folder and for S3 (moto's)."""

import errno
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.errors import NotFound, Unavailable
from functions.ports.aws.s3_blobs import S3Blobs
from functions.ports.blobs import Blobs
from functions.ports.local.folder_blobs import FolderBlobs


def test_what_was_written_is_read(blobs: Blobs, tmp_path: Path) -> None:
    blobs.write("a/b", b"1")
    blobs.write("a/b", b"2")
    assert blobs.read("a/b") == b"2"
    (tmp_path / "up").write_bytes(b"3")
    blobs.upload(tmp_path / "up", "a/c")
    blobs.download("a/c", tmp_path / "deep" / "down")
    assert (tmp_path / "deep" / "down").read_bytes() == b"3"


def test_a_blob_is_replaced_only_if_no_other_wrote_it(blobs: Blobs) -> None:
    assert blobs.replace("a", b"1", seen=None)
    assert not blobs.replace("a", b"2", seen=None)
    assert not blobs.replace("a", b"2", seen=b"0")
    assert blobs.replace("a", b"2", seen=b"1")
    assert blobs.read("a") == b"2"
    assert not blobs.replace("gone", b"2", seen=b"1")


def test_keys_are_listed_by_prefix_in_order(blobs: Blobs) -> None:
    for key in ("a/2", "b/1", "a/1", "ab/1"):
        blobs.write(key, b"")
    assert list(blobs.keys("a/")) == ["a/1", "a/2"]
    blobs.delete("a/1")
    blobs.delete("a/1")
    assert list(blobs.keys("a/")) == ["a/2"]


def test_what_is_not_there_is_not_found(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        blobs.read("nothing")
    with pytest.raises(NotFound):
        blobs.download("nothing", tmp_path / "down")


def test_some_below_a_prefix_can_be_fetched_as_a_folder(blobs: Blobs, tmp_path: Path) -> None:
    wanted = "events/dt=2025-01-01/a.jsonl"
    blobs.write(f"lake/{wanted}", b"{}")
    blobs.write("lake/events/b.jsonl", b"more")
    (entry,) = blobs.entries(f"lake/{wanted}")
    folder = blobs.fetch([entry], "lake/", tmp_path / "copy")
    assert (folder / wanted).read_bytes() == b"{}"
    assert not (tmp_path / "copy" / "events/b.jsonl").exists()


def test_many_go_up_and_come_down_as_files_of_their_own(blobs: Blobs, tmp_path: Path) -> None:
    files = {f"{number}.npy": b"x" * number for number in range(30)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    blobs.upload_all([tmp_path / name for name in files], "a/v1/")
    blobs.write("a/v1/deep/er", b"1")
    into = tmp_path / "down"
    blobs.download_all(blobs.entries("a/v1/"), "a/v1/", into)
    assert {path.name: path.read_bytes() for path in into.iterdir() if path.is_file()} == files
    assert (into / "deep" / "er").read_bytes() == b"1"
    for path in into.glob("*.npy"):
        path.unlink()
    assert {each.size for each in blobs.entries("a/v1/")} == set(range(30))


def test_one_of_many_that_is_gone_is_not_found_and_leaves_no_half(
    blobs: Blobs, tmp_path: Path
) -> None:
    for name in "abc":
        blobs.write(f"v1/{name}", name.encode())
    entries = list(blobs.entries("v1/"))
    blobs.delete("v1/b")
    with pytest.raises(NotFound, match="v1/b"):
        blobs.download_all(entries, "v1/", tmp_path / "down")
    there = {path.name: path.read_bytes() for path in (tmp_path / "down").iterdir()}
    assert there.items() <= {"a": b"a", "c": b"c"}.items()


def test_what_s3_refuses_is_reported_in_our_own_errors(tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(b"1")
    with mock_aws():
        blobs = S3Blobs(boto3.client("s3", region_name="us-east-1"), "no-such-bucket")
        with pytest.raises(NotFound):
            blobs.upload(tmp_path / "up", "a")
        with pytest.raises(NotFound):
            blobs.upload_all([tmp_path / "up"], "a/")
        with pytest.raises(NotFound):
            blobs.download_all(blobs.entries("a/"), "a/", tmp_path)


def test_a_blob_written_again_has_another_tag(blobs: Blobs) -> None:
    for name, data in (("a", b"1"), ("b", b"12")):
        blobs.write(f"lake/{name}", data)
    (a, b) = blobs.entries("lake/")
    assert [(each.key, each.size) for each in (a, b)] == [("lake/a", 1), ("lake/b", 2)]
    blobs.write("lake/a", b"2")
    (again, same) = blobs.entries("lake/")
    assert (again.tag != a.tag, same) == (True, b)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_is_unavailable_and_keeps_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    blobs = FolderBlobs(tmp_path / "root")
    blobs.write("a/b", b"old")
    (tmp_path / "up").write_bytes(b"new")

    def failing(*paths: Any, **_: Any) -> int:
        part = next(path for path in reversed(paths) if isinstance(path, Path))
        part.write_text("half")
        raise OSError(number, "the disk")

    monkeypatch.setattr(Path, "write_bytes", failing)
    monkeypatch.setattr("shutil.copyfile", failing)
    with pytest.raises(Unavailable):
        blobs.write("a/b", b"new")
    with pytest.raises(Unavailable):
        blobs.upload(tmp_path / "up", "a/c")
    with pytest.raises(Unavailable):
        blobs.download("a/b", tmp_path / "down")
    monkeypatch.undo()
    assert blobs.read("a/b") == b"old"
    assert [path.name for path in (tmp_path / "root").rglob("*") if path.is_file()] == ["b"]
    assert not (tmp_path / "down").exists()
