"""Published artifacts, with a person and a training at work at once."""

from collections.abc import Callable, Iterator
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


class Interrupted(FolderBlobs):
    """Blobs between two calls of which something else happens, once."""

    def __init__(self, root: Path, key: str, meanwhile: Callable[[], object]) -> None:
        super().__init__(root)
        self._key, self._meanwhile = key, meanwhile

    def read(self, key: str) -> bytes:
        data = super().read(key)
        self._at(f"read {key}")
        return data

    def keys(self, prefix: str) -> Iterator[str]:
        found = list(super().keys(prefix))
        self._at(f"list {prefix}")
        return iter(found)

    def write(self, key: str, data: bytes) -> None:
        super().write(key, data)
        self._at(f"write {key}")

    def delete(self, key: str) -> None:
        self._at(f"delete {key}")
        super().delete(key)

    def _at(self, key: str) -> None:
        if key == self._key:
            self._key = ""
            self._meanwhile()


def test_a_roll_back_in_the_middle_of_a_training_s_end_is_not_lost(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    for version in ("v1", "v2"):
        publish(blobs, tmp_path, version)
    meanwhile = Interrupted(
        tmp_path / "root",
        "read models/current.json",
        lambda: artifacts.roll_back(blobs, "models"),
    )
    assert not publish(meanwhile, tmp_path, "v3")
    assert artifacts.current(blobs, "models") == Pointer("v1", pinned=True)
    assert "v3" in artifacts.versions(blobs, "models")


def test_two_roll_backs_at_once_go_back_one_version(blobs: FolderBlobs, tmp_path: Path) -> None:
    for version in ("v1", "v2", "v3"):
        publish(blobs, tmp_path, version)
    meanwhile = Interrupted(
        tmp_path / "root",
        "read models/current.json",
        lambda: artifacts.roll_back(blobs, "models"),
    )
    assert artifacts.roll_back(meanwhile, "models") == "v2"
    assert artifacts.current(blobs, "models") == Pointer("v2", pinned=True)


def test_a_model_published_behind_a_pin_that_goes_at_that_moment_serves(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    publish(blobs, tmp_path, "v1")
    artifacts.activate(blobs, "models", "v1")
    meanwhile = Interrupted(
        tmp_path / "root", "list models/", lambda: publish(blobs, tmp_path, "v2")
    )
    artifacts.unpin(meanwhile, "models")
    assert artifacts.current(blobs, "models") == Pointer("v2")


def test_a_pin_made_while_another_person_unpins_stays(blobs: FolderBlobs, tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        publish(blobs, tmp_path, version)
    meanwhile = Interrupted(
        tmp_path / "root", "list models/", lambda: artifacts.activate(blobs, "models", "v1")
    )
    artifacts.unpin(meanwhile, "models")
    assert artifacts.current(blobs, "models") == Pointer("v1", pinned=True)


def test_unpinned_twice_is_unpinned(blobs: FolderBlobs, tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        publish(blobs, tmp_path, version)
    artifacts.activate(blobs, "models", "v1")
    meanwhile = Interrupted(
        tmp_path / "root", "list models/", lambda: artifacts.unpin(blobs, "models")
    )
    artifacts.unpin(meanwhile, "models")
    assert artifacts.current(blobs, "models") == Pointer("v2")
    artifacts.unpin(blobs, "models")
    assert artifacts.current(blobs, "models") == Pointer("v2")


def test_trainings_behind_a_pin_keep_five_and_the_pinned_one(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    publish(blobs, tmp_path, "v0")
    artifacts.activate(blobs, "models", "v0")
    for number in range(1, 9):
        assert not publish(blobs, tmp_path, f"v{number}")
    assert artifacts.versions(blobs, "models") == ["v0", "v4", "v5", "v6", "v7", "v8"]


@pytest.mark.parametrize("moment", ["list models/", "delete models/v0/manifest.json"])
def test_one_that_is_activated_as_it_is_dropped_stays_whole_or_is_refused(
    blobs: FolderBlobs, tmp_path: Path, moment: str
) -> None:
    for number in range(5):
        publish(blobs, tmp_path, f"v{number}")
    meanwhile = Interrupted(
        tmp_path / "root", moment, lambda: artifacts.activate(blobs, "models", "v0")
    )
    publish(meanwhile, tmp_path, "v5")
    assert artifacts.current(blobs, "models") == Pointer("v0", pinned=True)
    artifacts.fetch(blobs, "models", "v0", tmp_path / "fetched")


def test_one_that_is_dropped_as_it_is_activated_is_refused(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    for number in range(2):
        publish(blobs, tmp_path, f"v{number}")
    meanwhile = Interrupted(
        tmp_path / "root", "list models/", lambda: blobs.delete("models/v0/manifest.json")
    )
    with pytest.raises(NotFound):
        artifacts.activate(meanwhile, "models", "v0")
    assert artifacts.current(blobs, "models") == Pointer("v1")


def test_what_another_person_activates_meanwhile_stays(blobs: FolderBlobs, tmp_path: Path) -> None:
    for number in range(3):
        publish(blobs, tmp_path, f"v{number}")

    def dropped_and_another_one_activated() -> None:
        blobs.delete("models/v0/manifest.json")
        artifacts.activate(blobs, "models", "v1")

    meanwhile = Interrupted(
        tmp_path / "root", "write models/current.json", dropped_and_another_one_activated
    )
    with pytest.raises(NotFound):
        artifacts.activate(meanwhile, "models", "v0")
    assert artifacts.current(blobs, "models") == Pointer("v1", pinned=True)


def test_a_version_that_is_dropped_half_way_is_none(blobs: FolderBlobs, tmp_path: Path) -> None:
    for number in range(5):
        publish(blobs, tmp_path, f"v{number}")

    def dies() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        publish(Interrupted(tmp_path / "root", "delete models/v0/arrays.bin", dies), tmp_path, "v5")
    assert artifacts.versions(blobs, "models") == ["v1", "v2", "v3", "v4", "v5"]


def test_a_version_that_goes_as_they_are_looked_at_is_left_out(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    for number in range(3):
        publish(blobs, tmp_path, f"v{number}")
    meanwhile = Interrupted(
        tmp_path / "root", "list models/", lambda: blobs.delete("models/v1/manifest.json")
    )
    assert artifacts.roll_back(meanwhile, "models") == "v0"
