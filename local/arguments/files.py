"""Arguments of what copies a data folder, and takes files into one."""

import argparse
from pathlib import Path

from local.arguments.running import runs, settings
from local.arguments.values import file, folder


def backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=folder, required=True, help="the folder of `up --data`")
    parser.add_argument("--to", type=Path, required=True, help="a new folder")
    parser.set_defaults(run=runs("backup"))


def restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", type=folder, required=True, dest="backup", help="the folder of `backup --to`"
    )
    parser.add_argument("--data", type=Path, required=True, help="a new folder, for `up --data`")
    parser.set_defaults(run=runs("backup", "run_restore"))


def import_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=file,
        help="CSV, TSV, Parquet, Google Merchant's XML, or an archive of events: JSON lines",
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of `up`, not up now")
    parser.add_argument(
        "--kind", choices=["orders", "items", "customers"], help="default: by the columns"
    )
    parser.add_argument("--mapping", type=file, help="which column is which field; JSON")
    parser.add_argument(
        "--constant",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a field with one value for the whole file, for example channel=store",
    )
    parser.add_argument("--dry-run", action="store_true", help="show how the first rows are read")
    settings(parser)
    parser.set_defaults(run=runs("import_files"))
