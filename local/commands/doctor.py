"""`python -m local doctor`: check a machine, and say what is missing and what for."""

import argparse
import os
import platform
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from functions.errors import HiloError
from local.http import HOST, USUAL_PORT
from local.leases import FolderLeases

GIB = 1024**3
PYTHON = (3, 11)
PYTHON_BELOW = (3, 14)
SQLITE = (3, 24, 0)
MEMORY_GIB = 3
DISK_GIB = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where all is well; a machine without what is `needed` cannot run Hilo."""

    name: str
    found: str
    remedy: str = ""
    needed: bool = False


def run(_: argparse.Namespace) -> int:
    findings = [look() for look in LOOKS]
    for each in findings:
        sign = "ok  " if not each.remedy else "MISS" if each.needed else "less"
        print(f"{sign} {each.name:<16}{each.found}{f'  → {each.remedy}' if each.remedy else ''}")
    broken = [each for each in findings if each.remedy and each.needed]
    print("This machine cannot run Hilo yet." if broken else "This machine can run Hilo.")
    return 1 if broken else 0


def _python() -> Finding:
    good = PYTHON <= sys.version_info[:2] < PYTHON_BELOW
    remedy = "" if good else "install Python 3.11, 3.12 or 3.13, and run make again"
    return Finding("Python", platform.python_version(), remedy, needed=True)


def _packages() -> Finding:
    wanted = ("boto3", "fastapi", "uvicorn", "numpy", "duckdb", "implicit", "lightgbm", "tqdm")
    missing = [name for name in wanted if find_spec(name) is None]
    remedy = "make .venv, and use .venv/bin/python" if missing else ""
    found = f"without {', '.join(missing)}" if missing else "all there"
    return Finding("packages", found, remedy, needed=True)


def _sqlite() -> Finding:
    remedy = "" if sqlite3.sqlite_version_info >= SQLITE else "use a Python with a newer SQLite"
    return Finding("SQLite", sqlite3.sqlite_version, remedy, needed=True)


def _folder() -> Finding:
    """Data folders need file locks, which some network disks lack."""
    try:
        with (
            tempfile.TemporaryDirectory(dir=Path.cwd()) as folder,
            FolderLeases(Path(folder)).hold("doctor"),
        ):
            return Finding("this folder", f"{Path.cwd()} takes files and locks")
    except (OSError, HiloError) as error:
        remedy = "use a folder on a local disk that you may write to"
        return Finding("this folder", str(error), remedy, needed=True)


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free / GIB
    remedy = "" if free >= DISK_GIB else f"free {DISK_GIB} GiB, which the demo takes"
    return Finding("disk", f"{free:.0f} GiB free", remedy)


def _memory() -> Finding:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    remedy = "" if size >= MEMORY_GIB else f"the demo's training takes {MEMORY_GIB} GiB"
    return Finding("memory", f"{size:.1f} GiB", remedy)


def _port() -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex((HOST, USUAL_PORT)) == 0
    remedy = "nothing to do: up and demo take a free port instead" if taken else ""
    return Finding(f"port {USUAL_PORT}", "taken" if taken else "free", remedy)


def _tool(purpose: str, *names: str) -> Callable[[], Finding]:
    """Look for a command that has one of these names."""

    def look() -> Finding:
        path = next(filter(None, map(shutil.which, names)), None)
        return Finding(names[0], path or "not there", "" if path else purpose)

    return look


def _looks() -> Iterator[Callable[[], Finding]]:
    yield from (_python, _packages, _sqlite, _folder, _disk, _memory, _port)
    yield _tool("install it for the commands of the README", "make")
    yield _tool("install Node 20 for `make clients`", "node")
    yield _tool("install it for `make clients`", "npm")
    yield _tool("install it for `make clients`", "chromium", "chromium-browser", "google-chrome")
    yield _tool("install PHP 8 for `make clients`", "php")
    yield _tool("install Java 17 for `make contract`, and for --engine dynamodb-local", "java")


LOOKS = tuple(_looks())
