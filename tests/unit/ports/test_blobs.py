"""One contract for the folder and for S3 (moto's)."""

from pathlib import Path

import pytest

from functions.errors import NotFound
from functions.ports.blobs import Blobs


def test_what_was_written_is_read(blobs: Blobs, tmp_path: Path) -> None:
    blobs.write("a/b", b"1")
    blobs.write("a/b", b"2")
    assert blobs.read("a/b") == b"2"
    (tmp_path / "up").write_bytes(b"3")
    blobs.upload(tmp_path / "up", "a/c")
    blobs.download("a/c", tmp_path / "deep" / "down")
    assert (tmp_path / "deep" / "down").read_bytes() == b"3"


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
    folder = blobs.fetch("lake/", [wanted], tmp_path / "copy")
    assert (folder / wanted).read_bytes() == b"{}"
    assert not (tmp_path / "copy" / "events/b.jsonl").exists()


def test_a_blob_written_again_has_another_tag(blobs: Blobs) -> None:
    for name, data in (("a", b"1"), ("b", b"12")):
        blobs.write(f"lake/{name}", data)
    (a, b) = blobs.entries("lake/")
    assert [(each.key, each.size) for each in (a, b)] == [("lake/a", 1), ("lake/b", 2)]
    blobs.write("lake/a", b"2")
    (again, same) = blobs.entries("lake/")
    assert (again.tag != a.tag, same) == (True, b)
