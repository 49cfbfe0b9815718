"""A training in a process of its own: what it held is the system's again when it ends."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from functions.errors import Unavailable


def command(data: Path, pairs: Sequence[str]) -> list[str]:
    """Return the words that train on the lake of a data folder; `pairs` are the `--set` words."""
    settings = [word for pair in pairs for word in ("--set", pair)]
    return [sys.executable, "-m", "local", "train", "--data", str(data), *settings]


def train(data: Path, pairs: Sequence[str]) -> None:
    """Train on what the lake holds now, and publish; progress is shown on stderr.

    Raises:
        Unavailable: it failed; stderr has the reason.
    """
    words = [*command(data, pairs), "--now"]
    ended = subprocess.run(words, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    if ended.returncode:
        raise Unavailable(f"the training ended with {ended.returncode}; see above")
