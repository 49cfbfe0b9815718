"""The address of the running API of a data folder, written there for the other commands."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.errors import NotFound

NAME = "up.json"


@contextmanager
def left_in(data: Path, url: str, secret_key: str) -> Iterator[None]:
    """Leave the address, readable by its owner only, for the length of the block."""
    path = data / NAME
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps({"url": url, "secret_key": secret_key, "process": os.getpid()}))
    part.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def found_in(data: Path) -> tuple[str, str]:
    """URL and secret key of what is up on a folder.

    Raises:
        NotFound: nothing is up on it; a process that was killed may have left its address.
    """
    try:
        value = json.loads((data / NAME).read_text())
    except FileNotFoundError:
        value = None
    if value is None or not _is_alive(value["process"]):
        raise NotFound(f"nothing is up on {data}: start it with python -m local up --data {data}")
    return value["url"], value["secret_key"]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user
        return True
    return True
