"""An instance's first answers, part by part, in CPU ms; `bench.coldstart` runs it on the artifact.

    PYTHONPATH=ARTIFACT:LAYER:. python3.13 -S -P -B -m bench.first_answer FOLDER ITEMS ask|track

FOLDER holds a random model and catalogue that `bench.request_shop` has published. Storage is
replayed; instead of S3 a folder is copied. What is measured runs as in `functions.api.handler`.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

Found = TypeVar("Found")
WARM, ASKED = 20, 100


class Parts:
    """CPU ms by part, each without the parts inside it."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._inside = 0.0

    def timed(self, part: str, work: Callable[[], Found]) -> Found:
        outer, self._inside, began = self._inside, 0.0, time.process_time()
        try:
            return work()
        finally:
            took = 1_000 * (time.process_time() - began)
            self.ms[part] = round(self.ms.get(part, 0.0) + took - self._inside, 1)
            self._inside = outer + took

    def watched(self, part: str, function: Callable[..., Found]) -> Callable[..., Found]:
        @wraps(function)
        def watching(*given: Any, **named: Any) -> Found:
            return self.timed(part, lambda: function(*given, **named))

        return watching


def measure(folder: Path, items: int, kind: str) -> dict[str, Any]:
    """Return the parts of the first answers, the CPU ms of a later one, and the peak memory."""
    parts = Parts()
    parts.timed("imports", _imported)
    parts.timed("clients", _clients_made)
    shop = _opened(parts, folder, items)
    ask = _asks(shop)[kind]
    for at, name in enumerate(("first answer", "second answer")):
        parts.timed(name, lambda at=at: ask(at))  # type: ignore[misc] # called at once
    for at in range(WARM):
        ask(at)
    began = time.process_time()
    for at in range(ASKED):
        ask(at)
    later = 1_000 * (time.process_time() - began) / ASKED
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {"cpu_ms": parts.ms, "later_cpu_ms": round(later, 2), "peak_mib": round(peak)}


def _imported() -> None:
    import functions.cold_start  # noqa: PLC0415 that it is first is what is measured

    # isort: split
    import functions.api.app  # noqa: PLC0415
    import functions.api.gateway  # noqa: F401, PLC0415


def _clients_made() -> None:
    """Make the four clients of an instance; later ones share what botocore has read."""
    from functions.storage.client import (  # noqa: PLC0415
        aws_client,
        reading_client,
        writing_client,
    )

    for make in (
        writing_client,
        reading_client,
        lambda: aws_client("s3"),
        lambda: aws_client("ssm"),
    ):
        make()


def _opened(parts: Parts, folder: Path, items: int) -> Any:
    """The shop's handler, once its model and its catalogue are loaded."""
    import bench.request_shop as shops  # noqa: PLC0415 it imports what is measured
    from functions import cold_start  # noqa: PLC0415
    from functions.ports import artifacts  # noqa: PLC0415
    from functions.services.serving import scorer_provider  # noqa: PLC0415
    from model.arrays.artifact import Artifact  # noqa: PLC0415

    watched = (
        (artifacts, "fetch", "copy of model and catalogue"),
        (Artifact, "open", "checksums"),
        (scorer_provider, "build_serving_state", "model and catalogue opened"),
        (shops, "create_app", "services and routes"),
    )
    patches = [
        patch.object(owner, name, parts.watched(part, getattr(owner, name)))
        for owner, name, part in watched
    ]
    for each in patches:
        each.start()
    shop = shops.RequestShop(folder, items)
    for each in patches:
        each.stop()
    cold_start.loaded()
    return shop


def _asks(shop: Any) -> dict[str, Callable[[int], Any]]:
    from bench.request_shop import PEOPLE, viewed  # noqa: PLC0415

    def recommend(at: int) -> Any:
        query = f"placement=home&user_id=u{at % PEOPLE}&n=20"
        return shop.request("GET", "/v1/recommendations", query=query)

    def track(at: int) -> Any:
        who = {"anonymousId": f"{at % PEOPLE:08}-anonymous"}
        event = viewed(time.monotonic_ns() % 99_999, "1", shop.services.clock(), **who)
        return shop.request("POST", "/v1/track", event)

    return {"ask": recommend, "track": track}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
