"""CPU of the API's cold start, on what `make build` left, over that of a bare handler's imports.

    python -m bench.coldstart [RUNS]

The bare handler is FastAPI, Mangum and a boto3 client of DynamoDB, from the same artifact with the
same bytecode. Each run is a fresh Python 3.13 that has the artifact and its layer on its path.
Budget: the imports take at most 1.3 × the bare handler's; numpy and the model alone take .27 more.
"""

import json
import subprocess
import sys
from pathlib import Path

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
import boto3
import functions.api.app, functions.api.gateway
boto3.client("dynamodb", region_name="us-east-1")
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


def main() -> None:
    from tests.build import python313  # noqa: PLC0415 it knows where Lambda's Python may be

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(json.dumps(measure(python313.find(), runs=runs), indent=1))


if __name__ == "__main__":
    main()
