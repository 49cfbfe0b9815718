"""Import a made file of orders: seconds, CPU seconds, and the peak memory of the largest process.

    python -m bench.imports [--lines 1400000] [--also 350000]

Each file goes into a data folder of its own by `python -m local import`, as a shop would do it.
The smaller file comes first: both peaks together show how memory grows.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.orders_file import Shop, write_orders

UNTIL_S = 1_760_000_000
SUPERMARKET = Shop(products=90_000, lines_an_order=9, orders_a_customer=60)  # as that of the demo
SMALL_ORDERS = Shop(products=20_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_400_000)
    parser.add_argument("--also", type=int, default=350_000)
    parser.add_argument("--small-orders", action="store_true", help="three lines an order")
    parser.add_argument("--folder", type=Path, help="where to work; by default a new one in TMPDIR")
    asked = parser.parse_args()
    shop = SMALL_ORDERS if asked.small_orders else SUPERMARKET
    for lines in (asked.also, asked.lines):  # the peak is that of all until now: small ones first
        with TemporaryDirectory(dir=asked.folder) as folder:
            print(json.dumps(measured(Path(folder), lines, shop)), flush=True)


def measured(folder: Path, lines: int, shop: Shop) -> dict[str, object]:
    """Import a file of so many lines, and give its figures."""
    path = folder / "orders.csv"
    with path.open("w", newline="") as file:
        write_orders(file, lines, until_s=UNTIL_S, shop=shop)
    command = [sys.executable, "-m", "local", "import", str(path), "--data", str(folder / "shop")]
    before, started = _children(), time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 our own module
    seconds, after = time.perf_counter() - started, _children()
    report = json.loads(done.stdout)
    in_lake = sum(
        each.read_bytes().count(b"\n") for each in folder.glob("shop/**/events/**/*.jsonl")
    )
    return {
        "lines": report["rows"],
        "orders": report["accepted"],
        "orders_in_lake": in_lake,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after[0] - before[0], 1),
        "peak_mib": round(after[1]),
        "cores": len(os.sched_getaffinity(0)),
    }


def _children() -> tuple[float, float]:
    """CPU seconds of ended child processes, and the peak MiB of the largest of them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1_024


if __name__ == "__main__":
    main()
