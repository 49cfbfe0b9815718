"""The API's memory by aws-lambda-power-tuning's method: time and US$ of a call at each size.

    python -m bench.api_memory [ITEMS]

CPU and peak memory are measured by `bench.first_answer` on what `make build` left, with a model of
ITEMS (100,000). Lambda gives a function the share `memory / 1,769` of a core, up to one: a size
below that stretches CPU time and leaves its price as it is, and waiting for DynamoDB costs by size.
https://github.com/alexcasalboni/aws-lambda-power-tuning
"""

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.coldstart import KINDS, first_answer, publish_shop
from bench.cost import API_MIB, WAIT_MS
from bench.prices import MIB_A_CORE, Run

SIZES = (512, 768, 1_024, 1_280, 1_536, MIB_A_CORE)
# On top of what a process holds: a second model while it is swapped in, and a download's buffers.
SWAP_MIB = 100


@dataclass(frozen=True, slots=True)
class Size:
    """One size: ms of a warm call and of a start, and US$ of a million warm calls."""

    mib: int
    call_ms: float
    start_ms: float
    dollars: float


def at_sizes(found: Mapping[str, Any]) -> list[Size]:
    """Return what `bench.first_answer` found, at each size."""
    start = sum(ms for part, ms in found["cpu_ms"].items() if not part.endswith("answer"))
    calls = ((mib, Run(found["later_cpu_ms"], WAIT_MS, mib)) for mib in SIZES)
    return [
        Size(mib, call.duration_ms, Run(start, 0, mib).duration_ms, 1e6 * call.dollars)
        for mib, call in calls
    ]


def smallest(peak_mib: float) -> int:
    """Return the smallest size that holds a process of so much memory."""
    return next(mib for mib in SIZES if mib >= peak_mib + SWAP_MIB)


def main() -> None:
    from tests.build import python313  # noqa: PLC0415 it knows where Lambda's Python may be

    items = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        publish_shop(Path(name), items)
        python = python313.find()
        found = {kind: first_answer(python, Path(name), items, kind, runs=3) for kind in KINDS}
    for kind, each in found.items():
        print(f"{KINDS[kind]}: {each['later_cpu_ms']} ms of CPU, peak {each['peak_mib']} MiB")
        for size in at_sizes(each):
            mark = "  (default)" if size.mib == API_MIB else ""
            print(
                f"  {size.mib:6,} MiB  call {size.call_ms:5.1f} ms  start {size.start_ms:6,.0f} ms"
                f"  {size.dollars:5.2f} US$ a million{mark}"
            )
    peak = max(each["peak_mib"] for each in found.values())
    print(f"smallest size that holds {items:,} items: {smallest(peak):,} MiB")


if __name__ == "__main__":
    main()
