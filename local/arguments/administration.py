"""Arguments of what a running API is asked to do: `models`, `keys`, `rules`."""

import argparse
from pathlib import Path

from local.arguments.running import runs
from local.arguments.values import folder, url


def models(parser: argparse.ArgumentParser) -> None:
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
        where.add_argument("--data", type=folder, help="the folder of `up --data`")
        where.add_argument(
            "--url", type=url, help="an API; HILO_ADMIN_KEY holds a key with scope models"
        )
    parser.set_defaults(run=runs("models"))


def keys(parser: argparse.ArgumentParser) -> None:
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
        where.add_argument("--data", type=folder, help="the folder of `up --data`, while it is up")
        where.add_argument(
            "--url", type=url, help="an API; HILO_ADMIN_KEY holds a key with scope admin"
        )
        where.add_argument(
            "--direct", action="store_true", help="a stack's tables, by AWS credentials"
        )
    parser.set_defaults(run=runs("keys"))


def rules(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    listing = actions.add_parser("list", help="list all rules, in the form that `put` takes")
    put = actions.add_parser("put", help="put a rule, or a list of them")
    put.add_argument("file", type=Path, help="JSON; see docs/rules.md")
    delete = actions.add_parser("delete", help="delete a rule; it stops holding within a minute")
    delete.add_argument("id")
    for action in (listing, put, delete):
        where = action.add_mutually_exclusive_group(required=True)
        where.add_argument("--data", type=folder, help="the folder of `up --data`, while it is up")
        where.add_argument(
            "--url", type=url, help="an API; HILO_ADMIN_KEY holds a key with scope catalog"
        )
    parser.set_defaults(run=runs("rules"))
