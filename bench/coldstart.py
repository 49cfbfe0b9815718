"""CPU of the API's cold start, on what `make build` left, over that of a bare handler's imports.

    python -m bench.coldstart [RUNS] [ITEMS]

The bare handler is FastAPI, Mangum and a boto3 client of DynamoDB, from the same artifact with the
same bytecode. Each run is a fresh Python 3.13 that has the artifact and its layer on its path.
Budget: the imports take at most 1.3 × the bare handler's; numpy and the model alone take .27 more.

Then the parts of a first answer, with a random model of ITEMS (100,000) on disk and storage
replayed, in CPU ms of a fresh process of this Python, from its source: imports, opening model and
catalogue, the first recommendation, and the next one.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from bench.apart import apart

Found = TypeVar("Found")
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "replayed",
    "AWS_SECRET_ACCESS_KEY": "replayed",
}

BUILD = Path(__file__).parents[1] / ".aws-sam" / "build"
BUDGET = 1.3
BARE = """
import boto3, fastapi, mangum
app = fastapi.FastAPI()
@app.get("/")
def answer(): return {}
handler = mangum.Mangum(app, lifespan="off")
boto3.client("dynamodb", region_name="us-east-1")
"""
OURS = """
import functions.cold_start
import functions.api.app, functions.api.gateway
functions.storage.client.aws_client("dynamodb", region_name="us-east-1")
"""
# What our imports bring that the bare handler has not, one after the other.
PARTS = {
    "numpy": "import numpy",
    "model": "import model.scoring, model.catalogue.snapshot_writer",
    "powertools": "import functions.observability",
    "the rest of ours": "import functions.api.app, functions.api.gateway",
}
_TIMED = """
import sys, time
sys.path[:0] = sys.argv[1:]
start = time.process_time()
{code}
print(time.process_time() - start)
"""


def cpu_s(code: str, python: Path, *, runs: int) -> float:
    """The least CPU seconds of some fresh processes that run `code`."""
    path = [str(BUILD / "ApiFunction"), str(BUILD / "ScoringLayer" / "python")]
    words = [str(python), "-I", "-S", "-B", "-c", _TIMED.format(code=code), *path]
    took = []
    for _ in range(runs):
        ran = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 ours
        took.append(float(ran.stdout))
    return min(took)


def measure(python: Path, *, runs: int) -> dict[str, float]:
    bare, ours = (cpu_s(code, python, runs=runs) for code in (BARE, OURS))
    found = {"bare_s": bare, "ours_s": ours, "ratio": ours / bare}
    before, code = bare, BARE
    for name, more in PARTS.items():
        code += more + "\n"
        after = cpu_s(code, python, runs=runs)
        found[f"{name}_s"], before = after - before, after
    return {name: round(value, 3) for name, value in found.items()}


def first_answer(folder: Path, items: int) -> dict[str, float]:
    """Return the parts of a first answer in CPU ms; to be called in a fresh process."""
    parts: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Found]) -> Found:
        start = time.process_time()
        found = work()
        parts[name] = round(1000 * (time.process_time() - start), 1)
        return found

    def imported() -> Any:
        import functions.api.app  # noqa: PLC0415 this is what is measured

        return functions.api.app.create_app

    os.environ |= ENVIRONMENT
    create_app = timed("imports", imported)
    import bench.request_shop as shops  # noqa: PLC0415 it imports the same

    def opened(services: Any) -> Any:
        return timed("model and catalogue", lambda: create_app(services))

    with patch.object(shops, "create_app", opened):
        shop = shops.RequestShop(folder, items)
    query = "placement=home&user_id=u1&n=20"
    for name in ("first answer", "next answer"):
        timed(name, lambda: shop.request("GET", "/v1/recommendations", query=query))
    return parts


def _published(folder: Path, items: int) -> None:
    from bench.request_shop import publish  # noqa: PLC0415 not in the process that is measured

    publish(folder, items)


def main() -> None:
    from tests.build import python313  # noqa: PLC0415 it knows where Lambda's Python may be

    given = [int(word) for word in sys.argv[1:]]
    runs, items = [*given, *(5, 100_000)[len(given) :]]
    print(json.dumps(measure(python313.find(), runs=runs), indent=1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(partial(_published, items=items), folder)
        found = [apart(partial(first_answer, items=items), folder).answer for _ in range(runs)]
        least = {part: min(each[part] for each in found) for part in found[0]}
        print(json.dumps({"items": items, "first_answer_cpu_ms": least}, indent=1))


if __name__ == "__main__":
    main()
