"""Lambda's Python on this machine: the wheels in the artifacts fit no other."""

import shutil
import subprocess
import sys
from pathlib import Path


def find() -> Path:
    """A Python 3.13, wherever it is installed.

    Raises:
        LookupError: there is none that runs; says how to get one.
    """
    home = Path.home()
    on_path = shutil.which("python3.13")
    places = [
        Path(sys.executable),
        *([Path(on_path)] if on_path else []),
        *home.glob(".pyenv/versions/3.13*/bin/python3.13"),
        *home.glob(".local/share/uv/python/cpython-3.13*/bin/python3.13"),
    ]
    for python in places:
        if _is_313(python):
            return python
    raise LookupError("no Python 3.13 here, the one Lambda runs: `.uv/bin/uv python install 3.13`")


def _is_313(python: Path) -> bool:
    ask = "import sys; sys.exit(sys.version_info[:2] != (3, 13))"
    return subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode == 0
