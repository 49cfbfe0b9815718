"""`python -m local backup` and `python -m local restore`."""

import argparse
from functools import partial
from pathlib import Path

from functions.errors import HiloError, Invalid, NotFound
from local.address_file import found_in
from local.api_calls import Api
from local.backup import back_up, copy_tables_at_rest, restore
from local.commands.up import note
from local.embedded.database import FILE
from local.folder_contents import TABLES
from local.laptop_routes import TABLES_PATH
from local.leases import FolderLeases


def run(arguments: argparse.Namespace) -> int:
    """Copy the folder; the process that is up on it gives its tables."""
    data: Path = arguments.data
    try:
        files = _back_up(data, arguments.to)
    except Invalid as error:
        note(str(error))
        return 2
    print(f"{arguments.to}: {files:,} files and the tables of {data}")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    try:
        restore(arguments.backup, arguments.data)
    except Invalid as error:
        note(str(error))
        return 2
    print(f"{arguments.data} is ready: python -m local up --data {arguments.data}")
    return 0


def _back_up(data: Path, to: Path) -> int:
    try:
        api = Api(*found_in(data))
    except NotFound:
        with FolderLeases(data / "leases").hold("up"):
            return back_up(data, to, partial(copy_tables_at_rest, data))
    counted = api.call("GET", "/v1/health/ready").get("tables")  # none where they are too many
    if not counted and not (data / TABLES / FILE).exists():
        raise HiloError(
            "the process that is up does not have its tables itself: with DynamoDB Local, stop it "
            "and back up then; with the URL of a DynamoDB, back up there"
        )
    return back_up(data, to, lambda copy: api.download(TABLES_PATH, copy))
