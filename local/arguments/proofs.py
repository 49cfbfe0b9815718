"""Arguments of what shows and proves the system: `demo`, `simulate`."""

import argparse
import math
from pathlib import Path

from local.arguments.running import runs, settings
from local.arguments.values import count, port


def demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="run the scripted calls and end; exit code 1 if one fails",
    )
    parser.add_argument("--port", type=port, help="default 8000, or a free one if that is taken")
    parser.add_argument("--data", type=Path, help="folder of the prepared data; default .hilo/demo")
    parser.add_argument(
        "--fresh", action="store_true", help="prepare again, even if the folder is ready"
    )
    settings(parser)
    parser.set_defaults(run=runs("demo"))


def simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=count, default=100, help="how many runs; default 100")
    parser.add_argument("--first-seed", type=int, default=0, help="default 0")
    parser.add_argument("--fresh", action="store_true", help="begin at the commit's own seed")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop after so long")
    parser.add_argument(
        "--engine",
        choices=("embedded", "dynamodb-local"),
        default="embedded",
        help="what runs the seeds; dynamodb-local runs those of short stories",
    )
    parser.add_argument(
        "--mutations",
        action="store_true",
        help="leave out each rule of nudges in turn; the auditor has to notice within 50 seeds",
    )
    parser.add_argument(
        "--soak",
        action="store_true",
        help="instead of seeds, run 30 virtual days of many people, and print what it took",
    )
    parser.add_argument("--people", type=count, default=2_000, help="of the soak; default 2,000")
    parser.add_argument(
        "--switches",
        type=int,
        choices=range(4),
        help="instead of seeds, play every schedule of the small cases with so many switches",
    )
    parser.add_argument("--jobs", type=count, help="processes; default: one a core")
    parser.set_defaults(run=runs("simulate"))
