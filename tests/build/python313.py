"""Lambda's Python on this machine: the wheels in the artifacts fit no other."""

import shutil
import site
import subprocess
import sys
from pathlib import Path

# boto3 is not in the artifacts, the runtime has it. All of it is pure Python, so ours stands in.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3")


def find() -> Path:
    """A Python 3.13, wherever somebody installed it.

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


def runtime_packages(folder: Path) -> Path:
    """Links to what Lambda's runtime itself has on its path."""
    (packages,) = (Path(p) for p in site.getsitepackages() if p.endswith("site-packages"))
    for name in RUNTIME:
        (folder / name).symlink_to(packages / name)
    return folder
