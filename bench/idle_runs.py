"""CPU of the scheduled functions when there is nothing to do, on what `make build` left.

    python -m bench.idle_runs [RUNS]

Each function is started RUNS (3) times by `tests.build.lambda_runtime` on its own Python 3.13, with
moto behind it: once for its first call, which is a start, and once for many calls, of which each
later one is a warm look. Of both the least; the start leaves out that of Python itself.
"""

import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.coldstart import BUILD

SCHEDULED = ("NudgesFunction", "DeliveryFunction", "SnapshotFunction", "RedriveFunction")
LOOKS = 40


def _cpu_ms(run: Callable[[], Any]) -> float:
    """CPU of the processes that `run` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def idle_runs(runs: int) -> dict[str, dict[str, float]]:
    """Return ms of CPU of a start with its first look, and of a warm look, by function."""
    from tests.build.built import Built  # noqa: PLC0415 they need what the tests need
    from tests.build.cloudformation import load  # noqa: PLC0415
    from tests.build.stand_in_cloud import cloud_running  # noqa: PLC0415

    found = {}
    with tempfile.TemporaryDirectory() as folder, cloud_running(Path(folder)) as environment:
        built = Built(BUILD, load(), environment)
        for name in SCHEDULED:
            built.run(name, {})  # makes secrets, and a snapshot if there is anything to write
            starts = [_cpu_ms(lambda: built.run(name, {})) for _ in range(runs)]  # noqa: B023 called here
            many = [_cpu_ms(lambda: built.run(name, *[{}] * LOOKS)) for _ in range(runs)]  # noqa: B023
            warm = (min(many) - min(starts)) / (LOOKS - 1)
            found[name] = {"start": round(min(starts)), "warm": round(warm, 1)}
    return found


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(json.dumps(idle_runs(runs), indent=1))


if __name__ == "__main__":
    main()
