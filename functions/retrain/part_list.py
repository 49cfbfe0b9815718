"""The list of the lake's parts, `compacted/manifest.json`: written whole, after what it names."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from functions.errors import NotFound
from functions.ports.blobs import Blobs, Entry
from functions.ports.lake import COMPACTED
from model.dataset.event_lines import FORMAT

logger = logging.getLogger(__name__)

_MANIFEST = f"{COMPACTED}manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file `compacted/<name>`, and the lake files that it stands for.

    `files`: name below `lake/` to its stamp (see `stamp`). `lines`: what was read of them.
    """

    name: str
    sha256: str
    lines: int
    files: dict[str, str]

    @property
    def key(self) -> str:
        return f"{COMPACTED}{self.name}"


def stamp(entry: Entry) -> str:
    """What changes when a file of the lake is written again."""
    return f"{entry.size} {entry.tag}"


def read(blobs: Blobs) -> list[Part]:
    """The parts of earlier trainings; none if their list is damaged or of another format."""
    try:
        manifest = json.loads(blobs.read(_MANIFEST))
        if manifest["format"] == FORMAT:
            return [Part(**each) for each in manifest["parts"]]
        logger.info("%s is of another format: the lake is read anew", _MANIFEST)
    except NotFound:
        pass
    except (ValueError, KeyError, TypeError) as error:
        logger.warning("%s is damaged (%r): the lake is read anew", _MANIFEST, error)
    return []


def write(blobs: Blobs, parts: Sequence[Part]) -> None:
    """Let these parts, which are there already, be all; others are deleted."""
    manifest = {"format": FORMAT, "parts": [asdict(each) for each in parts]}
    blobs.write(_MANIFEST, json.dumps(manifest).encode())
    kept = {_MANIFEST, *(each.key for each in parts)}
    for key in list(blobs.keys(COMPACTED)):
        if key not in kept:
            blobs.delete(key)
