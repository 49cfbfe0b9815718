"""The seeds that belong to a commit: no commit before had them, and they stay the same."""

import subprocess
from pathlib import Path

from functions.errors import NotFound

_ROOT = Path(__file__).parents[2]
_DIGITS = 8


def first_seed_of(commit: str) -> int:
    """The first seed of a commit: the number that its hash begins with."""
    return int(commit[:_DIGITS], 16)


def checked_out_commit() -> str:
    """The hash of the commit that is checked out.

    Raises:
        NotFound: this folder is not a repository of Git.
    """
    asked = subprocess.run(
        ("git", "rev-parse", "HEAD"),  # noqa: S607 the git of this machine
        cwd=_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if asked.returncode:
        raise NotFound(f"--fresh takes its seeds from the commit: {asked.stderr.strip()}")
    return asked.stdout.strip()
