"""`python -m local status`: what is up, what it serves, and what it still has to process."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from functions.errors import NotFound
from local.address_file import found_in
from local.api_calls import Api
from local.folder_contents import FolderBefore
from local.readiness import readiness


def run(arguments: argparse.Namespace) -> int:
    try:
        url = arguments.url or found_in(arguments.data)[0]
    except NotFound as error:
        print(f"{error}\n{_at_rest(FolderBefore.of(arguments.data))}")
        return 1
    # The readiness check is open: it wants no key.
    state = readiness(Api(url, ""))
    print(json.dumps(state, indent=2) if arguments.json else "\n".join(_lines(url, state)))
    return 0


def _at_rest(before: FolderBefore) -> str:
    used = f"last used {before.last_used:%Y-%m-%d %H:%M} UTC" if before.last_used else "never used"
    kept = {"tables": "its tables are kept", "dynamodb-local": "its tables are in DynamoDB Local"}
    return f"{used}; {kept.get(before.held, 'it has no tables')}"


def _lines(url: str, state: dict[str, Any]) -> Iterator[str]:
    yield f"{'API':<10}{url}  {state['status']}, instance {state['instance']}"
    yield f"{'model':<10}{state['model_version']}"
    yield f"{'snapshot':<10}{state['snapshot_version']}"
    if state["tables"]:
        rows = ", ".join(f"{count:,} {kind}" for kind, count in state["tables"].items())
        yield f"{'tables':<10}{rows}"
    if stream := state["stream"]:
        waiting = "some" if stream["waiting"] is None else f"{stream['waiting']:,}"
        yield (
            f"{'stream':<10}{waiting} changes wait, {stream['processed']:,} processed since the "
            f"start, {stream['events_per_second']:,.1f} a second"
        )
    for name, reason in state["broken"].items():
        yield f"{'broken':<10}{name}: {reason}"
