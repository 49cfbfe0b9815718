"""The readiness check of a running API, asked until something holds."""

import time
from collections.abc import Callable
from typing import Any

from functions.errors import Unavailable
from local.api_calls import Api

SECONDS_BETWEEN_LOOKS = 0.2
Done = Callable[[float], None]


def readiness(api: Api) -> dict[str, Any]:
    answer: dict[str, Any] = api.call("GET", "/v1/health/ready")
    return answer


def wait_until_processed(api: Api, done: Done, *, pause_s: float = SECONDS_BETWEEN_LOOKS) -> int:
    """Wait until all is processed that waits now, and give how many changes that were.

    What arrives meanwhile is not waited for, so that a busy shop's training begins. `done` is
    called with the share that is processed.

    Raises:
        Unavailable: the API ends meanwhile.
    """
    first = readiness(api)["stream"]
    if first is None:
        return 0
    stream, waited_for = first, first["waiting"]
    while stream["waiting"] != 0:
        if waited_for is not None:
            share = (stream["processed"] - first["processed"]) / waited_for
            done(min(share, 1.0))
            if share >= 1:
                break
        time.sleep(pause_s)
        stream = readiness(api)["stream"]
    done(1.0)
    return int(waited_for or 0)


def wait_until_served(api: Api, version: str, *, seconds: float) -> bool:
    """Wait until the API serves a model; False if it does not within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if readiness(api)["model_version"] == version:
                return True
        except Unavailable:
            return False
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return False
