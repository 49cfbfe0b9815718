"""An artifact: a file of arrays, `arrays.bin`, and a `manifest.json` that is written last.

A folder without a manifest is unfinished, and a manifest lists place, type, shape and checksum of
every array, so a half-uploaded or damaged artifact is refused before anything reads it. One file
for all arrays costs an instance that starts a request or two instead of a hundred.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from model.arrays.packed_arrays import ARRAYS, ArraysDamaged, check, map_arrays, write_arrays

Array = NDArray[Any]
Arrays = dict[str, Array]
"""Arrays by the names that an artifact keeps them under."""

FORMAT_VERSION = 4
MANIFEST = "manifest.json"


class ArrayReader(Protocol):
    """Gives arrays by name: a dict of arrays, or an opened artifact."""

    def __getitem__(self, name: str, /) -> Array: ...


class ArtifactError(Exception):
    """The artifact must not be used; the message names the fault and the remedy."""


class Artifact:
    """An opened artifact: its arrays are views of one memory-mapped file, read on first use."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.version = str(manifest["version"])
        self._open: dict[str, NDArray[Any]] | None = None

    @classmethod
    def open(cls, folder: Path, *, kind: str) -> "Artifact":
        """Return an artifact after a check of all checksums; `ArtifactError` if any differs."""
        manifest = _read_manifest(folder)
        _check_header(manifest, folder, kind)
        try:
            check(folder / ARRAYS, manifest["arrays"])
        except FileNotFoundError:
            raise ArtifactError(f"{folder} lacks {ARRAYS}: half copied; fetch it again") from None
        except ArraysDamaged as fault:
            raise ArtifactError(f"{folder / ARRAYS}: {fault}; fetch it again") from None
        return cls(folder, manifest)

    @property
    def names(self) -> list[str]:
        """The names of all arrays."""
        return list(self.manifest["arrays"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return an array by its name, e.g. `als/item_factors`; it cannot be written to."""
        if self._open is None:
            self._open = map_arrays(self.folder / ARRAYS, self.manifest["arrays"])
        if name not in self._open:
            raise ArtifactError(f"{self.folder} has no array {name!r}; train it again")
        return self._open[name]

    def __contains__(self, name: str) -> bool:
        return name in self.manifest["arrays"]

    def group(self, prefix: str) -> "_Group":
        """Return the arrays under `prefix/` as a mapping, e.g. those of an `IdTable`."""
        return _Group(self, prefix)


class _Group(dict[str, NDArray[Any]]):
    def __init__(self, artifact: Artifact, prefix: str) -> None:
        super().__init__()
        self._artifact, self._prefix = artifact, prefix

    def __missing__(self, name: str) -> NDArray[Any]:
        return self._artifact[f"{self._prefix}/{name}"]


def nest(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the arrays with `prefix/` before their names."""
    return {f"{prefix}/{name}": array for name, array in arrays.items()}


def write_artifact(
    folder: Path,
    *,
    kind: str,
    version: str,
    arrays: Mapping[str, NDArray[Any]],
    manifest: Mapping[str, Any],
) -> dict[str, Any]:
    """Write the arrays, then the manifest by one rename, and return the manifest.

    `manifest` adds its keys to the common ones: format_version, kind, version, created, arrays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    places = write_arrays(folder / ARRAYS, arrays)
    header = {"format_version": FORMAT_VERSION, "kind": kind, "version": version}
    created = {"created": datetime.now(UTC).isoformat(timespec="seconds")}
    whole = {**created, **manifest, **header, "arrays": places}
    _write_manifest(folder, whole)
    return whole


def annotate(folder: Path, **more: Any) -> dict[str, Any]:
    """Add keys to the manifest of a written artifact, and return the manifest."""
    whole = {**_read_manifest(folder), **more}
    _write_manifest(folder, whole)
    return whole


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    draft = folder / f"{MANIFEST}.draft"
    draft.write_text(json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1), "utf-8")
    draft.replace(folder / MANIFEST)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"{folder} has no {MANIFEST}: not finished; fetch it again") from None
    except ValueError as fault:
        raise ArtifactError(f"{folder / MANIFEST} is not JSON ({fault}); fetch it again") from None
    if not isinstance(manifest, dict):
        raise ArtifactError(f"{folder / MANIFEST} is not an object; fetch it again")
    return manifest


def _check_header(manifest: dict[str, Any], folder: Path, kind: str) -> None:
    if manifest.get("format_version") != FORMAT_VERSION:
        raise ArtifactError(
            f"{folder} has format version {manifest.get('format_version')!r}, this code reads "
            f"{FORMAT_VERSION}; train again with this code, or deploy the code that wrote it"
        )
    if manifest.get("kind") != kind:
        raise ArtifactError(f"{folder} is a {manifest.get('kind')!r}, expected a {kind!r}")
    if not manifest.get("version") or not isinstance(manifest.get("arrays"), dict):
        raise ArtifactError(f"{folder / MANIFEST} lacks version or arrays; fetch it again")


def sha256(path: Path) -> str:
    """Return the checksum of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
