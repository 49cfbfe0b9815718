"""The quality of the lists of visitors without purchases: home page and product page.

    python -m bench.visits --sessions T.parquet [--checks 1500]

T has session_id (growing with time), position and item_id: each session becomes a visitor of a
lake, evenly over 120 days. The whole training runs on it; it asks the scorer about visits of the
last days that it holds out, with and without the next items of the visit, and prints
the manifest's entry as JSON, with the CPU seconds of each step.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import duckdb

from model.durations import DAY_MS
from model.settings import TrainingSettings
from model.training.train import train

NOW = 1_760_000_000_000
DAYS_MS = 120 * DAY_MS
LOOK_MS = 20_000


def write_lake(folder: Path, sessions: Path) -> None:
    """Write a view a row, `LOOK_MS` apart within a session."""
    part = folder / "events/dt=2025-10-09/hh=08"
    part.mkdir(parents=True)
    numbered = """
        SELECT *, dense_rank() OVER (ORDER BY session_id) AS visit FROM read_parquet($1)"""
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE looks AS SELECT *, max(visit) OVER () AS visits FROM ({numbered})",  # noqa: S608 constants
            [str(sessions)],
        )
        connection.execute(
            f"""
            COPY (
              SELECT 'm' || visit || '-' || position AS message_id, 'visitor#' || visit AS person,
                'view' AS kind, 'web' AS channel, true AS verified, true AS learn,
                {NOW} - ((visits - visit) / visits * {DAYS_MS})::BIGINT
                  + position::BIGINT * {LOOK_MS} AS "at",
                [{{item_id: 'i' || item_id}}] AS items
              FROM looks
            ) TO '{part}/looks.jsonl' (FORMAT json)"""  # noqa: S608 numbers and a path of ours
        )


class Seconds:
    """CPU seconds of each step, by its name."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._step, self._since = "", time.process_time()

    def __call__(self, step: str, _done: float) -> None:
        now = time.process_time()
        if self._step:
            self.steps[self._step] = self.steps.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sessions", type=Path, required=True)
    parser.add_argument("--checks", type=int, default=1500, help="visits asked about")
    given = parser.parse_args()
    seconds = Seconds()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_lake(folder / "lake", given.sessions)
        manifest = train(
            folder / "lake",
            folder / "model",
            settings=TrainingSettings(session_checks=given.checks),
            snapshot=None,
            version="bench",
            now=NOW + DAYS_MS,
            progress=seconds,
        )
    about = manifest["rankers"]["next_item"]
    about.pop("features", None)
    steps = {step: round(took, 1) for step, took in seconds.steps.items()}
    print(json.dumps({**about, "cpu_s": steps}))


if __name__ == "__main__":
    main()
