"""Arguments of what runs the system: `up`, `engine`, `status`, `train`, `redrive`, `doctor`."""

import argparse
from pathlib import Path

from local.arguments.running import runs, settings
from local.arguments.values import engine_name, folder, port, url


def up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder for all data; default: a temporary one")
    parser.add_argument("--port", type=port, help="default 8000, or a free one if that is taken")
    parser.add_argument(
        "--engine",
        type=engine_name,
        metavar="ENGINE",
        help="where the tables are: embedded (default; kept in the folder), memory, "
        "dynamodb-local, or the URL of a DynamoDB",
    )
    settings(parser)
    parser.set_defaults(run=runs("up"))


def engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the tables; default: in memory")
    parser.add_argument("--port", type=port, help="default: a free one")
    parser.add_argument(
        "--survive-power-cut",
        action="store_true",
        help="write to the disk before each answer, which is slower",
    )
    parser.set_defaults(run=runs("engine"))


def status(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=folder, help="the folder of `up --data`, while it is up")
    where.add_argument("--url", type=url, help="an API; no key is needed")
    parser.add_argument("--json", action="store_true", help="the answer as the API gives it")
    parser.set_defaults(run=runs("status"))


def train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=folder, required=True, help="the folder of `up --data`")
    parser.add_argument(
        "--now", action="store_true", help="do not wait for what was recorded a moment ago"
    )
    settings(parser)
    parser.set_defaults(run=runs("train"))


def redrive(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=folder, help="the folder of `up --data`, while it is not up")
    where.add_argument("--function", help="a stack's output RedriveFunctionName; AWS credentials")
    settings(parser)
    parser.set_defaults(run=runs("redrive"))


def doctor(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=runs("doctor"))
