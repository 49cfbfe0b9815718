"""Folders of opened artifacts: each is kept as long as its artifact is in use."""

import shutil
import threading
import weakref
from itertools import count
from pathlib import Path

from model.arrays.artifact import Artifact

_HELD: set[Path] = set()
_LOCK = threading.Lock()


def claim(below: Path, version: str) -> Path:
    """A folder for a version that is about to be fetched, empty, and of no artifact in use.

    Usually it has the version's name. While an artifact of that version is still in use in this
    process, it has a number behind it. What an earlier process left there goes.
    """
    names = (below / (f"{version}-{number}" if number else version) for number in count())
    with _LOCK:
        folder = next(name for name in names if name not in _HELD)
        _HELD.add(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def release(folder: Path) -> None:
    """Remove a folder that was claimed."""
    shutil.rmtree(folder, ignore_errors=True)
    with _LOCK:
        _HELD.discard(folder)


def keep_for(artifact: Artifact) -> None:
    """Remove the artifact's folder once nothing holds the artifact any more.

    Arrays are opened when they are first asked for, by whatever holds the artifact: a request
    under way, a scorer made a minute ago.
    """
    weakref.finalize(artifact, release, artifact.folder)
