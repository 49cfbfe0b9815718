"""Published artifacts: `<prefix>/<version>/<file>`, and `<prefix>/current.json` that names one.

The pointer is written last, so its readers find a whole artifact. A pinned pointer stays
where a person put it: publishing then adds a version and leaves the pointer alone.
"""

import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from functions.errors import HiloError, NotFound, Unavailable
from functions.ports.blobs import Blobs

logger = logging.getLogger(__name__)
MODELS = "models"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
ARRAYS = "arrays.bin"
_NONE = b"null"
"""A pointer that names nothing: an activation took itself back, and there was none before."""
_KEPT = 5
_TRIES = 10


class DamagedPointer(HiloError, ValueError):
    """A `current.json` that names no version; publishing or activating one writes it anew."""


@dataclass(frozen=True, slots=True)
class Pointer:
    version: str
    pinned: bool = False


def current(blobs: Blobs, prefix: str) -> Pointer | None:
    """What the pointer names; None before anything was published, or if it names nothing.

    Raises:
        DamagedPointer: it names none.
    """
    try:
        value = json.loads(blobs.read(_pointer(prefix)))
    except NotFound:
        return None
    except (ValueError, RecursionError) as error:
        raise DamagedPointer(f"{_pointer(prefix)} is no JSON; activate a version again") from error
    if value is None:
        return None
    version = value.get("version") if isinstance(value, dict) else None
    if not isinstance(version, str) or "/" in version or version in {"", ".", ".."}:
        raise DamagedPointer(f"{_pointer(prefix)} names no version; activate one again")
    return Pointer(version, bool(value.get("pinned")))


def readable(blobs: Blobs, prefix: str) -> Pointer | None:
    """What the pointer names; None where it is damaged too: for what will write it anew."""
    try:
        return current(blobs, prefix)
    except DamagedPointer as error:
        logger.warning("going on as if there were none: %s", error)
        return None


def versions(blobs: Blobs, prefix: str) -> list[str]:
    """Versions that are there as a whole, oldest first: names begin with their time."""
    keys = blobs.keys(f"{prefix}/")
    return sorted(key.split("/")[1] for key in keys if key.endswith(f"/{MANIFEST}"))


def fetch(blobs: Blobs, prefix: str, version: str, folder: Path) -> None:
    """Download the two files of a version into `folder`, unchecked.

    Nothing is listed: a list costs as much as a dozen reads, and every instance that starts asks.

    Raises:
        NotFound: one of them is not there.
    """
    source = f"{prefix}/{version}/"
    for name in (MANIFEST, ARRAYS):
        blobs.download(f"{source}{name}", folder / name)


def publish(blobs: Blobs, prefix: str, version: str, folder: Path) -> bool:
    """Upload a finished artifact and point to it; False if a pin keeps the pointer where it is."""
    _upload(blobs, prefix, version, folder)
    points = _point_unless_pinned(blobs, prefix, version)
    _drop_old(blobs, prefix)
    return points


def keep(blobs: Blobs, prefix: str, version: str, folder: Path) -> None:
    """Upload a finished artifact that the gate refused: for people to look at, not to serve."""
    _upload(blobs, prefix, version, folder)
    _drop_old(blobs, prefix)


def refused(blobs: Blobs, prefix: str, version: str) -> bool:
    """Whether the gate let the version not through; it serves only if a person activates it."""
    manifest = json.loads(blobs.read(f"{prefix}/{version}/{MANIFEST}"))
    return not manifest.get("gate", {}).get("passed", True)


def activate(blobs: Blobs, prefix: str, version: str) -> None:
    """Point to a version and pin it there, until `unpin`.

    Raises:
        NotFound: there is no such version as a whole.
    """
    _check_whole(blobs, prefix, version)
    before, ours = _seen(blobs, prefix), _written(Pointer(version, pinned=True))
    blobs.write(_pointer(prefix), ours)
    try:
        _check_whole(blobs, prefix, version)  # from here on nothing drops it
    except NotFound:
        # Unless another person activated another one meanwhile.
        blobs.replace(_pointer(prefix), before or _NONE, seen=ours)
        raise


def _check_whole(blobs: Blobs, prefix: str, version: str) -> None:
    if version not in versions(blobs, prefix):
        raise NotFound(f"there is no version {version} in {prefix}")


def roll_back(blobs: Blobs, prefix: str) -> str:
    """Activate the version before the current one that was not refused, and give its name.

    Raises:
        NotFound: there is none.
    """
    pointer = readable(blobs, prefix)
    older = [v for v in versions(blobs, prefix) if pointer and v < pointer.version]
    before = _newest_sound(blobs, prefix, older)
    if before is None:
        raise NotFound(f"there is no older version in {prefix} to go back to")
    activate(blobs, prefix, before)
    return before


def unpin(blobs: Blobs, prefix: str) -> None:
    """Point to the newest version not refused, and let what is published from now on take over.

    What another person activates meanwhile stays.

    Raises:
        NotFound: there is none.
    """
    seen = _seen(blobs, prefix)
    newest = _newest_sound(blobs, prefix, versions(blobs, prefix))
    if newest is None:
        raise NotFound(f"nothing was published in {prefix} yet")
    blobs.replace(_pointer(prefix), _written(Pointer(newest)), seen=seen)
    last = _newest_sound(blobs, prefix, versions(blobs, prefix))
    if last and last != newest:  # a training ended meanwhile, and still saw the pin
        _point_unless_pinned(blobs, prefix, last)


def _newest_sound(blobs: Blobs, prefix: str, among: list[str]) -> str | None:
    for version in reversed(among):
        with suppress(NotFound):  # dropped after it was listed
            if not refused(blobs, prefix, version):
                return version
    return None


def _upload(blobs: Blobs, prefix: str, version: str, folder: Path) -> None:
    target = f"{prefix}/{version}/"
    blobs.upload_all([path for path in folder.iterdir() if path.name != MANIFEST], target)
    blobs.upload(folder / MANIFEST, f"{target}{MANIFEST}")  # last: it says that all are there


def _point_unless_pinned(blobs: Blobs, prefix: str, version: str) -> bool:
    """Point to a version; False if a person pinned another one, be it in this moment."""
    for _ in range(_TRIES):
        seen, pointer = _seen(blobs, prefix), readable(blobs, prefix)
        if pointer and pointer.pinned:
            return False
        if blobs.replace(_pointer(prefix), _written(Pointer(version)), seen=seen):
            return True
    raise Unavailable(f"{_pointer(prefix)} was changed again and again")


def _seen(blobs: Blobs, prefix: str) -> bytes | None:
    try:
        return blobs.read(_pointer(prefix))
    except NotFound:
        return None


def _written(pointer: Pointer) -> bytes:
    return json.dumps(asdict(pointer)).encode()


def _pointer(prefix: str) -> str:
    return f"{prefix}/current.json"


def _drop_old(blobs: Blobs, prefix: str) -> None:
    for version in versions(blobs, prefix)[:-_KEPT]:
        if not _is_pointed_to(blobs, prefix, version):
            _drop(blobs, prefix, version)


def _drop(blobs: Blobs, prefix: str, version: str) -> None:
    """Delete a version: first the manifest, without which it is none, and then the rest.

    One that is activated in this moment gets its manifest back.
    """
    manifest = f"{prefix}/{version}/{MANIFEST}"
    kept = blobs.read(manifest)
    blobs.delete(manifest)
    if _is_pointed_to(blobs, prefix, version):
        blobs.write(manifest, kept)
        return
    for key in list(blobs.keys(f"{prefix}/{version}/")):
        blobs.delete(key)


def _is_pointed_to(blobs: Blobs, prefix: str, version: str) -> bool:
    pointer = readable(blobs, prefix)
    return pointer is not None and pointer.version == version
