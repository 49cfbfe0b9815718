"""`python -m local up`."""

import argparse
import logging
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from functions.errors import Invalid
from local.dynamodb_local import DynamoDBLocalError
from local.embedded.database import EngineError
from local.http import listen
from local.settings import names, parse
from local.thread_supervisor import ThreadSupervisor
from local.up import local_stack, stop_on_signals, system

logger = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    stop = stop_on_signals()
    with ExitStack() as stack:
        data = arguments.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            settings, laptop = parse(arguments.set, data)
        except Invalid as error:
            return refuse(error)
        log_to_stderr(settings.log_level)
        if not arguments.data:
            logger.info(
                "all data is in %s and is deleted at the end; use --data DIR to keep it", data
            )
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
                    pairs=arguments.set,
                ) as address,
            ):
                if not stop.is_set():
                    print(address.as_line(), flush=True)
                stop.wait()
        except (DynamoDBLocalError, EngineError) as error:
            print(f"hilo: {error}", file=sys.stderr)
            return 1
    return 0


def refuse(error: Invalid) -> int:
    print(f"hilo: {error}\n\nSettings for --set, with their defaults:", file=sys.stderr)
    for name, meaning in names().items():
        print(f"  {name:<42} {meaning}", file=sys.stderr)
    return 2


def log_to_stderr(level: str) -> None:
    """Every log goes to stderr: stdout has one line for a program to read."""
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("botocore", "urllib3", "asyncio", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
