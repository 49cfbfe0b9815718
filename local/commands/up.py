"""`python -m local up`."""

import argparse
import logging
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from functions.errors import Invalid
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from local.dynamodb_local import DynamoDBLocalError
from local.embedded.database import EngineError
from local.folder_contents import FolderBefore
from local.http import listen
from local.settings import names, parse
from local.thread_supervisor import ThreadSupervisor
from local.up import LocalStack, local_stack, stop_on_signals, system

logger = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    stop = stop_on_signals()
    pairs = [*arguments.set, *_engine(arguments.engine)]
    with ExitStack() as stack:
        data = arguments.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            settings, laptop = parse(pairs, data)
        except Invalid as error:
            return refuse(error)
        log_to_stderr(settings.log_level)
        if not arguments.data:
            note(f"all data is in {data} and is deleted at the end; use --data DIR to keep it")
        listener = stack.enter_context(listen(arguments.port))
        supervisor = ThreadSupervisor(stop)
        try:
            with (
                local_stack(settings, laptop, data) as on,
                system(
                    on,
                    listener,
                    supervisor,
                    retrain_every_s=laptop.retrain_every_s,
                    pairs=pairs,
                ) as address,
            ):
                if not stop.is_set():
                    if arguments.data:
                        note(found(on))
                    print(address.as_line(), flush=True)
                    if sys.stdout.isatty():
                        note(f"to paste into another shell:\n{address.as_exports()}")
                stop.wait()
        except (DynamoDBLocalError, EngineError) as error:
            print(f"hilo: {error}", file=sys.stderr)
            return 1
    return 0


def found(on: LocalStack) -> str:
    """Return what a folder held at the start, in one line."""
    data, before = on.services.data, on.before
    if not on.keeps_tables:
        return (
            f"{data}: the tables are in memory: customers, items, rules and carts end with this "
            "process; lake, models and keys are kept"
        )
    if missing := _missing(on, before):
        return f"{data}: {missing}"
    if before.held == "nothing":
        return f"{data} is new"
    state = on.services.process_state()
    rows = [f"{count:,} {kind}" for kind, count in state.tables.items()] if state else []
    if state and state.waiting:
        rows.append(f"{state.waiting:,} changes still to be processed")
    pointer = artifacts.readable(on.services.blobs, MODELS)
    model = f"model {pointer.version}" if pointer else "no model yet"
    used = f", last used {before.last_used:%Y-%m-%d %H:%M} UTC" if before.last_used else ""
    return f"{data}{used}: {', '.join([*rows, model])}"


def _missing(on: LocalStack, before: FolderBefore) -> str | None:
    """Return why the tables of a folder that was in use are empty; None if they are not."""
    if before.held == "only lake":
        return (
            "it has a lake or models and no tables, as they were in memory or in another engine "
            "when it was used. Lake, models and keys are used as they are; put customers, items, "
            "stock and rules again"
        )
    if before.held == "dynamodb-local" and on.engine.name == "embedded":
        return (
            "its tables are in DynamoDB Local; with --engine dynamodb-local they are used. "
            "These tables are new and empty"
        )
    return None


def _engine(wanted: str | None) -> list[str]:
    """Return the setting that `--engine` stands for."""
    if wanted is None:
        return []
    name = "dynamodb_endpoint_url" if "://" in wanted else "engine"
    return [f"{name}={wanted}"]


def note(text: str) -> None:
    """Write a line for people; stdout is for programs."""
    print(f"hilo: {text}", file=sys.stderr, flush=True)


def refuse(error: Invalid) -> int:
    """Say what is wrong with the settings, below the list of all of them."""
    print(f"{settings_help()}\n\nhilo: {error}", file=sys.stderr)
    return 2


def settings_help() -> str:
    """Return every name that `--set` takes, with its default and meaning, a line each."""
    lines = [f"  {name:<42} {meaning}" for name, meaning in names().items()]
    return "\n".join(["Settings for --set, with their defaults:", *lines])


def log_to_stderr(level: str) -> None:
    """Every log goes to stderr: stdout has one line for a program to read."""
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("botocore", "urllib3", "asyncio", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
