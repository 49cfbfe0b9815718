import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from functions.ports import artifacts
from model.arrays.artifact import MANIFEST, Artifact, ArtifactError, write_artifact
from model.arrays.packed_arrays import ARRAYS

PLACE = {"offset": 64, "dtype": "<f4", "shape": [2], "sha256": "0"}

names = st.from_regex(r"[a-z_]{1,8}(/[a-z_]{1,8})?", fullmatch=True)
values = arrays(st.sampled_from([np.int32, np.float32, np.uint8]), array_shapes(min_side=0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given_arrays: dict[str, NDArray[Any]] = {
        "als/item_factors": np.arange(6, dtype=np.float32),
        "none": np.zeros((3, 0)),
    }
    write_artifact(tmp_path, kind="model", version="v1", arrays=given_arrays, manifest={"a": 1})
    return tmp_path


@settings(max_examples=25)
@given(st.dictionaries(names, values, max_size=4))
def test_arrays_come_back_as_written(given_arrays: dict[str, NDArray[np.float32]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        about = {"note": "ñ"}
        write_artifact(folder, kind="model", version="1", arrays=given_arrays, manifest=about)
        artifact = Artifact.open(folder, kind="model")

        assert artifact.manifest["note"] == "ñ"
        for key, array in given_arrays.items():
            np.testing.assert_array_equal(artifact[key], array)
            assert artifact[key].dtype == array.dtype


def test_the_manifest_names_what_it_stands_for(folder: Path) -> None:
    artifact = Artifact.open(folder, kind="model")

    assert (artifact.version, artifact.manifest["a"]) == ("v1", 1)
    assert artifact.names == ["als/item_factors", "none"]
    assert {path.name for path in folder.iterdir()} == {MANIFEST, ARRAYS}
    assert (MANIFEST, ARRAYS) == (artifacts.MANIFEST, artifacts.ARRAYS)


def test_a_flipped_bit_is_refused(folder: Path) -> None:
    path = folder / ARRAYS
    raw = bytearray(path.read_bytes())
    raw[64] ^= 1
    path.write_bytes(raw)

    with pytest.raises(ArtifactError, match="checksum"):
        Artifact.open(folder, kind="model")


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / ARRAYS).unlink()

    with pytest.raises(ArtifactError, match=r"lacks arrays\.bin"):
        Artifact.open(folder, kind="model")


def test_a_file_cut_off_is_refused(folder: Path) -> None:
    path = folder / ARRAYS
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(ArtifactError, match="it ends before"):
        Artifact.open(folder, kind="model")


def test_arrays_are_views_of_one_file_that_cannot_be_written_to(folder: Path) -> None:
    factors = Artifact.open(folder, kind="model")["als/item_factors"]

    assert factors.flags.aligned
    assert not factors.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        factors[0] = 1


def test_an_array_of_objects_is_refused(tmp_path: Path) -> None:
    odd = {"a": np.array([None])}
    with pytest.raises(ValueError, match="cannot be kept"):
        write_artifact(tmp_path, kind="model", version="v1", arrays=odd, manifest={})


def test_an_unfinished_folder_is_refused(folder: Path) -> None:
    (folder / "manifest.json").unlink()

    with pytest.raises(ArtifactError, match="not finished"):
        Artifact.open(folder, kind="model")


def test_another_kind_is_refused(folder: Path) -> None:
    with pytest.raises(ArtifactError, match="expected a 'snapshot'"):
        Artifact.open(folder, kind="snapshot")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format_version": 1}, "format version 1"),
        ({"format_version": None}, "format version None"),
        ({"version": ""}, "lacks version"),
        ({"arrays": None}, "lacks version or arrays"),
        ({"arrays": {"a": 7}}, "the place of a cannot be read"),
        ({"arrays": {"a": {**PLACE, "dtype": "??"}}}, "the place of a cannot be read"),
        ({"arrays": {"a": {**PLACE, "dtype": "O"}}}, "no place of an array"),
        ({"arrays": {"a": {**PLACE, "shape": [-1]}}}, "no place of an array"),
        ({"arrays": {"a": {**PLACE, "offset": 1}}}, "no place of an array"),
        ({"arrays": {"a": {**PLACE, "offset": 2**60}}}, "it ends before a does"),
        ({"arrays": {"a": {**PLACE, "shape": [2**40]}}}, "it ends before a does"),
    ],
)
def test_a_manifest_that_lies_is_refused(
    folder: Path, change: dict[str, object], message: str
) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(ArtifactError, match=message):
        Artifact.open(folder, kind="model")


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_a_broken_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)

    with pytest.raises(ArtifactError, match="fetch it again"):
        Artifact.open(folder, kind="model")


def test_an_array_it_does_not_have(folder: Path) -> None:
    artifact = Artifact.open(folder, kind="model")

    assert "als/gram" not in artifact
    with pytest.raises(ArtifactError, match="als/gram"):
        artifact["als/gram"]
