"""The command line. Exit code 2: wrong arguments; 1: a failure. The reason is on stderr."""

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from functions.errors import HiloError

ENGINES = ("embedded", "memory", "dynamodb-local")

# A command imports what it stands on when it runs: `--help` need not wait for a web server.


def main(words: Sequence[str]) -> int:
    arguments = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        code = run(arguments)
        sys.stdout.flush()
    except HiloError as error:
        print(f"hilo: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has what it wanted, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__.partition(".")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _up(
        commands.add_parser(
            "up", help="run API, tables, stream and schedules in one process", add_help=False
        )
    )
    _engine(
        commands.add_parser(
            "engine", help="serve the tables of a folder to other processes over HTTP"
        )
    )
    _status(commands.add_parser("status", help="show what is up, what it serves and what waits"))
    _train(
        commands.add_parser(
            "train", help="train on the lake of a folder and publish the model", add_help=False
        )
    )
    _import(
        commands.add_parser(
            "import", help="take a file of orders or products into a folder", add_help=False
        )
    )
    _models(commands.add_parser("models", help="list models, and choose which one serves"))
    _keys(commands.add_parser("keys", help="create, list, revoke and rotate access keys"))
    _rules(commands.add_parser("rules", help="list, put and delete merchandising rules"))
    _backup(commands.add_parser("backup", help="copy a data folder, also while it is in use"))
    _restore(commands.add_parser("restore", help="make a data folder of a backup"))
    _redrive(
        commands.add_parser("redrive", help="process again the records that failed", add_help=False)
    )
    _demo(
        commands.add_parser(
            "demo", help="train on real purchases and answer requests", add_help=False
        )
    )
    _simulate(commands.add_parser("simulate", help="prove the reminders under faults, by seeds"))
    doctor = commands.add_parser("doctor", help="check this machine, and say what is missing")
    doctor.set_defaults(run=_runs("doctor"))
    return parser


def _up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder for all data; default: a temporary one")
    parser.add_argument("--port", type=_port, help="default 8000, or a free one if that is taken")
    parser.add_argument(
        "--engine",
        type=_engine_name,
        metavar="ENGINE",
        help="where the tables are: embedded (default; kept in the folder), memory, "
        "dynamodb-local, or the URL of a DynamoDB",
    )
    _set(parser)
    parser.set_defaults(run=_runs("up"))


def _engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the tables; default: in memory")
    parser.add_argument("--port", type=_port, help="default: a free one")
    parser.add_argument(
        "--survive-power-cut",
        action="store_true",
        help="write to the disk before each answer, which is slower",
    )
    parser.set_defaults(run=_runs("engine"))


def _train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=_folder, required=True, help="the folder of `up --data`")
    parser.add_argument(
        "--now", action="store_true", help="do not wait for what was recorded a moment ago"
    )
    _set(parser)
    parser.set_defaults(run=_runs("train"))


def _status(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=_folder, help="the folder of `up --data`, while it is up")
    where.add_argument("--url", help="an API; no key is needed")
    parser.add_argument("--json", action="store_true", help="the answer as the API gives it")
    parser.set_defaults(run=_runs("status"))


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=_folder, required=True, help="the folder of `up --data`")
    parser.add_argument("--to", type=Path, required=True, help="a new folder")
    parser.set_defaults(run=_runs("backup"))


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", type=_folder, required=True, dest="backup", help="the folder of `backup --to`"
    )
    parser.add_argument("--data", type=Path, required=True, help="a new folder, for `up --data`")
    parser.set_defaults(run=_runs("backup", "run_restore"))


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=_file, help="CSV, TSV, Parquet, or Google Merchant's XML")
    parser.add_argument("--data", type=Path, required=True, help="the folder of `up`, not up now")
    parser.add_argument("--kind", choices=["orders", "items"], help="default: by the columns")
    parser.add_argument("--mapping", type=_file, help="which column is which field; JSON")
    parser.add_argument(
        "--constant",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a field with one value for the whole file, for example channel=store",
    )
    parser.add_argument("--dry-run", action="store_true", help="show how the first rows are read")
    _set(parser)
    parser.set_defaults(run=_runs("import_files"))


def _models(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    helps = {
        "list": "list the kept models; * serves",
        "show": "show a model's data, metrics and the gate's decision",
        "report": "write the same as a page with plots",
        "activate": "serve this model, and pin it",
        "rollback": "serve the model before, and pin it",
        "unpin": "serve the newest model, now and from now on",
    }
    for name, text in helps.items():
        action = actions.add_parser(name, help=text)
        if name in {"show", "report", "activate"}:
            optional = None if name == "activate" else "?"
            action.add_argument("version", nargs=optional, help="default: the one that serves")
        if name == "report":
            action.add_argument("--out", type=Path, help="folder; default DATA/reports/VERSION")
        where = action.add_mutually_exclusive_group(required=True)
        where.add_argument("--data", type=_folder, help="the folder of `up --data`")
        where.add_argument("--url", help="an API; HILO_ADMIN_KEY holds a key with scope models")
    parser.set_defaults(run=_runs("models"))


def _keys(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    create = actions.add_parser("create", help="create a key; it is shown only once")
    create.add_argument("--kind", choices=["publishable", "secret"], required=True)
    create.add_argument("--scope", action="append", default=[], help="default: all of its kind")
    create.add_argument("--channel", help="of events whose sender names none, for example pos")
    create.add_argument("--origin", action="append", default=[], help="a page that may use it")
    listing = actions.add_parser("list", help="list all keys, without their secrets")
    revoke = actions.add_parser("revoke", help="revoke a key; it stops working within a minute")
    revoke.add_argument("id")
    rotate = actions.add_parser("rotate", help="create a key with the rights of an old one")
    which = rotate.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?")
    which.add_argument("--tokens", action="store_true", help="the signing key of visitor tokens")
    for action in (create, listing, revoke, rotate):
        where = action.add_mutually_exclusive_group(required=True)
        where.add_argument("--data", type=_folder, help="the folder of `up --data`, while it is up")
        where.add_argument("--url", help="an API; HILO_ADMIN_KEY holds a key with scope admin")
        where.add_argument(
            "--direct", action="store_true", help="a stack's tables, by AWS credentials"
        )
    parser.set_defaults(run=_runs("keys"))


def _rules(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    listing = actions.add_parser("list", help="list all rules, in the form that `put` takes")
    put = actions.add_parser("put", help="put a rule, or a list of them")
    put.add_argument("file", type=Path, help="JSON; see docs/rules.md")
    delete = actions.add_parser("delete", help="delete a rule; it stops holding within a minute")
    delete.add_argument("id")
    for action in (listing, put, delete):
        where = action.add_mutually_exclusive_group(required=True)
        where.add_argument("--data", type=_folder, help="the folder of `up --data`, while it is up")
        where.add_argument("--url", help="an API; HILO_ADMIN_KEY holds a key with scope catalog")
    parser.set_defaults(run=_runs("rules"))


def _redrive(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=_folder, help="the folder of `up --data`, while it is not up")
    where.add_argument("--function", help="a stack's output RedriveFunctionName; AWS credentials")
    _set(parser)
    parser.set_defaults(run=_runs("redrive"))


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="run the scripted calls and end; exit code 1 if one fails",
    )
    parser.add_argument("--port", type=_port, help="default 8000, or a free one if that is taken")
    parser.add_argument("--data", type=Path, help="folder of the prepared data; default .hilo/demo")
    parser.add_argument(
        "--fresh", action="store_true", help="prepare again, even if the folder is ready"
    )
    _set(parser)
    parser.set_defaults(run=_runs("demo"))


class _Help(argparse.Action):
    """`--help` with the settings, which are imported only for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from local.commands.up import settings_help  # noqa: PLC0415

        parser.epilog = settings_help()
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.print_help()
        parser.exit()


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=_count, default=100, help="how many runs; default 100")
    parser.add_argument("--first-seed", type=int, default=0, help="default 0")
    parser.add_argument("--fresh", action="store_true", help="begin at a seed that no run had")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop after so long")
    parser.add_argument(
        "--without-guards",
        action="store_true",
        help="leave out each rule of nudges in turn; the auditor has to notice",
    )
    parser.add_argument(
        "--switches",
        type=int,
        choices=range(4),
        help="instead of seeds, play every schedule of the small cases with so many switches",
    )
    parser.add_argument("--jobs", type=_count, help="processes; default: one a core")
    parser.set_defaults(run=_runs("simulate"))


def _set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action=_Help, nargs=0, help="show this, and all settings")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="set a setting; may be repeated",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number up to 65535, not {text!r}")
    return int(text)


def _engine_name(text: str) -> str:
    if text not in ENGINES and not text.startswith(("http://", "https://")):
        names = ", ".join(ENGINES)
        raise argparse.ArgumentTypeError(f"an engine is {names} or a URL, not {text!r}")
    return text


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not {text!r}")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _runs(module: str, function: str = "run") -> Callable[[argparse.Namespace], int]:
    """Run a command of `local/commands`, which is imported only then."""

    def run(arguments: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(
            import_module(f"local.commands.{module}"), function
        )
        return command(arguments)

    return run
