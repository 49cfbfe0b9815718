"""`python -m local engine`: the tables of a folder for other processes."""

import argparse
import json
import sys
from contextlib import ExitStack

from local.commands.up import log_to_stderr
from local.embedded.database import EngineError, Synchronous
from local.embedded.engine import EmbeddedEngine
from local.engine_server import serving
from local.up import stop_on_signals

_SECONDS_BETWEEN_EXPIRIES = 60.0


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal; stdout has one line of JSON with the address."""
    stop = stop_on_signals()
    log_to_stderr("WARNING")
    synchronous: Synchronous = "FULL" if arguments.survive_power_cut else "NORMAL"
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(EmbeddedEngine(arguments.data, synchronous=synchronous))
        except EngineError as error:
            print(f"hilo: {error}", file=sys.stderr)
            return 1
        url = stack.enter_context(serving(engine, port=arguments.port or 0))
        print(json.dumps({"endpoint_url": url}), flush=True)
        while not stop.wait(_SECONDS_BETWEEN_EXPIRIES):
            engine.expire_items()
    return 0
