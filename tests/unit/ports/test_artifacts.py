from pathlib import Path

import pytest

from functions.errors import NotFound
from functions.ports import artifacts
from functions.ports.artifacts import Pointer
from functions.ports.local.folder_blobs import FolderBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "root")


def publish(blobs: FolderBlobs, tmp_path: Path, version: str) -> bool:
    folder = tmp_path / version
    folder.mkdir(exist_ok=True)
    (folder / "arrays.bin").write_bytes(b"1")
    (folder / "manifest.json").write_bytes(b"{}")
    return artifacts.publish(blobs, "models", version, folder)


def test_the_newest_published_is_current(blobs: FolderBlobs, tmp_path: Path) -> None:
    assert artifacts.current(blobs, "models") is None
    assert publish(blobs, tmp_path, "v1")
    assert publish(blobs, tmp_path, "v2")
    assert artifacts.current(blobs, "models") == Pointer("v2")
    assert artifacts.versions(blobs, "models") == ["v1", "v2"]


def test_rolling_back_pins_until_unpin(blobs: FolderBlobs, tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        publish(blobs, tmp_path, version)
    assert artifacts.roll_back(blobs, "models") == "v1"
    assert not publish(blobs, tmp_path, "v3")
    assert artifacts.current(blobs, "models") == Pointer("v1", pinned=True)
    artifacts.unpin(blobs, "models")
    assert artifacts.current(blobs, "models") == Pointer("v3")


def test_what_is_not_whole_is_no_version(blobs: FolderBlobs) -> None:
    blobs.write("models/v1/arrays.bin", b"half an upload")
    assert artifacts.versions(blobs, "models") == []
    with pytest.raises(NotFound):
        artifacts.activate(blobs, "models", "v1")
    with pytest.raises(NotFound):
        artifacts.roll_back(blobs, "models")
    with pytest.raises(NotFound):
        artifacts.unpin(blobs, "models")


def test_an_upload_that_breaks_off_is_no_version(blobs: FolderBlobs, tmp_path: Path) -> None:
    (tmp_path / "v1" / "no file").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        publish(blobs, tmp_path, "v1")
    assert artifacts.versions(blobs, "models") == []
    assert artifacts.current(blobs, "models") is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"version": "../x"}', b'{"version": 3}'])
def test_a_damaged_pointer_is_refused(blobs: FolderBlobs, content: bytes) -> None:
    blobs.write("models/current.json", content)
    with pytest.raises(ValueError):  # noqa: PT011 JSON's own error or ours
        artifacts.current(blobs, "models")


def test_the_five_newest_are_kept(blobs: FolderBlobs, tmp_path: Path) -> None:
    for number in range(7):
        publish(blobs, tmp_path, f"v{number}")
    assert artifacts.versions(blobs, "models") == ["v2", "v3", "v4", "v5", "v6"]
    assert not list(blobs.keys("models/v0/"))
