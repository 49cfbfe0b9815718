"""CPU of the API's cold start, on what `make build` left, over that of a bare handler's imports.

    python -m bench.coldstart [PAIRS] [ITEMS]

The bare handler is FastAPI, Mangum and a boto3 client of DynamoDB, from the same artifact with the
same bytecode. Each run is a fresh Python 3.13 that has the artifact and its layer on its path; its
CPU is that of user and system, without the start of Python itself. The two take turns and each
pair has a ratio, so what else the machine does falls on both. A first pair, which fills the page
cache, does not count. Budget: the median ratio of the imports, numpy and the model among them, is
at most 1.3.

Then the parts of the first answer with a random model of ITEMS (100,000), for a recommendation and
for an event; see `bench.first_answer`.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.apart import apart

ROOT = Path(__file__).parents[1]
BUILD = ROOT / ".aws-sam" / "build"
ARTIFACT, LAYER = BUILD / "ApiFunction", BUILD / "ScoringLayer" / "python"
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
CODES = {
    "bare": BARE,
    "ours": OURS,
    "numpy alone": "import numpy",
    "numpy and model alone": "import numpy, model.scoring, model.catalogue.snapshot_writer",
}
# As AWS sets it for its functions; the keys open nothing.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "replayed",
    "AWS_SECRET_ACCESS_KEY": "replayed",
}
KINDS = {"ask": "a recommendation", "track": "an event"}
_TIMED = """
import sys, time
sys.path[:0] = sys.argv[1:]
start = time.process_time()
{code}
print(time.process_time() - start)
"""


def pairs(python: Path, number: int) -> list[dict[str, float]]:
    """Return the CPU seconds of the bare and of our imports, in `number` pairs of processes.

    The one that starts first changes with each pair.
    """
    found = []
    for at in range(number + 1):
        names = ("bare", "ours") if at % 2 else ("ours", "bare")
        found.append({name: cpu_seconds(python, CODES[name]) for name in names})
    return found[1:]


def cpu_seconds(python: Path, code: str) -> float:
    """Return the CPU of a code in a process of its own that has artifact and layer on its path."""
    text = _TIMED.format(code=code)
    words = [str(python), "-I", "-S", "-B", "-c", text, str(ARTIFACT), str(LAYER)]
    # On one thread, as on Lambda: what numpy's threads do would count as well.
    environment = {**os.environ, **ENVIRONMENT}
    ran = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return float(ran.stdout)


def ratios(found: list[dict[str, float]]) -> dict[str, float]:
    """Return the median ratio of the pairs, how far they differ, and that of the least CPU of each.

    What else the machine does only adds to a time, so the least of each is nearest to a quiet one.
    """
    each = [pair["ours"] / pair["bare"] for pair in found]
    low, middle, high = quantiles(each, n=4)
    named = {"median": middle, "quarter": low, "three quarters": high}
    named |= {"least": min(each), "most": max(each)}
    named["of the least CPU"] = min(p["ours"] for p in found) / min(p["bare"] for p in found)
    return {name: round(ratio, 3) for name, ratio in named.items()}


def imports(python: Path, number: int) -> dict[str, Any]:
    """Return the median CPU seconds of each of `CODES`, and the ratio of the pairs."""
    found = pairs(python, number)
    took = {name: [pair[name] for pair in found] for name in ("bare", "ours")}
    for name in ("numpy alone", "numpy and model alone"):
        took[name] = [cpu_seconds(python, CODES[name]) for _ in range(min(number, 5))]
    middle = {name: round(median(each), 3) for name, each in took.items()}
    return {**middle, "pairs": number, "ratio": ratios(found)}


def first_answer(python: Path, folder: Path, items: int, kind: str, *, runs: int) -> dict[str, Any]:
    """Return what `bench.first_answer` found in the run that took the least CPU."""
    # The bench's own needs, of this Python, come last: what Lambda has comes from the artifact.
    path = os.pathsep.join(map(str, (ARTIFACT, LAYER, ROOT, sysconfig.get_path("purelib"))))
    environment = {**ENVIRONMENT, "PYTHONPATH": path, "HOME": str(Path.home())}
    words = [
        str(python),
        "-S",
        "-P",
        "-B",
        "-m",
        "bench.first_answer",
        str(folder),
        str(items),
        kind,
    ]
    found: list[dict[str, Any]] = []
    for _ in range(runs):
        ran = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
        found.append(json.loads(ran.stdout))
    return min(found, key=lambda each: sum(each["cpu_ms"].values()))


def publish_shop(folder: Path, items: int) -> None:
    """Make a random model and catalogue below a folder, in a process of its own."""
    apart(partial(_published, items=items), folder)


def _published(folder: Path, items: int) -> None:
    from bench.request_shop import publish  # noqa: PLC0415 not in the process that is measured

    publish(folder, items)


def main() -> None:
    from tests.build import python313  # noqa: PLC0415 it knows where Lambda's Python may be

    given = [int(word) for word in sys.argv[1:]]
    number, items = [*given, *(15, 100_000)[len(given) :]]
    python = python313.find()
    print(json.dumps(imports(python, number), indent=1))
    with tempfile.TemporaryDirectory() as name:
        publish_shop(Path(name), items)
        for kind, what in KINDS.items():
            found = first_answer(python, Path(name), items, kind, runs=3)
            print(f"first answer of an instance, {items:,} items: {what}")
            print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
