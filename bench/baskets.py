"""The quality of the prediction of people's next purchases.

    python -m bench.baskets --lines L.parquet --days 28 [--new-only]

L has user_id, item_id and timestamp (ms), one row a line bought. The last days are held out; the
model, its ranker included, learns from what was before, as it would in service, with the default
settings. It is asked about all people who bought in the held-out days and had bought before; the
items they bought then are relevant. With --new-only, only items that they had never bought are
relevant and listed, and the people are those who bought such an item. The model reads what a
profile has: the 60 newest interactions and the 200 items bought most.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np

from model.arrays.artifact import Artifact
from model.dataset.lake import KIND_TYPE
from model.durations import DAY_MS
from model.evaluation import metrics
from model.evaluation.cases import Case, read_cases
from model.evaluation.split import Split
from model.query import Query
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.train import TrainingPipeline

K = 20
ALL_PEOPLE = 1 << 30


def read(connection: duckdb.DuckDBPyConnection, lines: Path, until: int | None = None) -> int:
    """Create the table `events` of the lines up to a time in ms; lines of one time are one order.

    Return the time of the last line in ms.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE events AS
        SELECT DISTINCT dense_rank() OVER (ORDER BY user_id, timestamp) AS event,
               user_id::VARCHAR AS person, item_id::VARCHAR AS item_id, NULL::VARCHAR AS group_id,
               NULL::VARCHAR AS category, 'purchase'::{KIND_TYPE} AS kind,
               NULL::VARCHAR AS channel, NULL::VARCHAR AS location, timestamp::BIGINT AS "at"
        FROM read_parquet($1) WHERE $2 IS NULL OR timestamp <= $2
        """,  # noqa: S608 constants of ours
        [str(lines), until],
    )
    (last,) = connection.execute('SELECT max("at") FROM events').fetchall()[0]
    if last is None:
        raise SystemExit(f"{lines} holds no line to learn from")
    return int(last)


def train(lines: Path, cut: int, folder: Path) -> Artifact:
    """Return a model of the lines up to the cut (ms)."""
    settings = TrainingSettings()
    connection = duckdb.connect()
    read(connection, lines, cut)
    pipeline = TrainingPipeline(connection, settings, None, progress)
    pipeline.teach(cut, folder)
    manifest = pipeline.publish(folder / "model", "bench", {"skipped": "measured from outside"})
    connection.close()
    for name, about in manifest["rankers"].items():
        progress(f"{name} { ({**about, 'features': None}) }", 1.0)
    return Artifact.open(folder / "model", kind="model")


def ask(lines: Path, split: Split) -> list[Case]:
    """Return the history of each person at the cut, and their later purchases."""
    connection = duckdb.connect()
    read(connection, lines)
    words = TrainingPipeline(connection, TrainingSettings(), None, progress).vocabulary
    found = read_cases(connection, words, split, at_most=ALL_PEOPLE, seed=0)
    connection.close()
    return [case for case in found if case.history.purchased]


def measure(
    model: Artifact, people: Sequence[Case], cut: int, *, new_only: bool
) -> dict[str, float]:
    """Return NDCG and recall at `K`, means over people; `cut` in ms."""
    scorer, found, took = Scorer(model, None), [], []
    for case in people:
        relevant = case.fresh if new_only else case.relevant
        if not relevant:
            continue
        known = case.seen if new_only else frozenset()
        query = Query("home", K, cut, case.history, exclude=known)
        start = time.thread_time()
        ranked = [each.item_id for each in scorer.recommend(query)]
        took.append((time.thread_time() - start) * 1000)
        found.append([each(ranked, relevant, K) for each in (metrics.ndcg, metrics.recall)])
    p50, p99 = np.percentile(took, [50, 99]) if took else (0.0, 0.0)
    progress(f"one call: CPU time p50 {p50:.1f} ms, p99 {p99:.1f} ms", 1.0)
    ndcg, recall = np.mean(found, axis=0).tolist() if found else (0.0, 0.0)
    return {"ndcg": round(ndcg, 5), "recall": round(recall, 5), "users": len(found)}


def main(arguments: Sequence[str] | None = None) -> None:
    options = parse(arguments)
    connection = duckdb.connect()
    until = read(connection, options.lines)
    connection.close()
    split = Split(until - int(options.days * DAY_MS), until)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        model = train(options.lines, split.cut, Path(folder))
        progress(f"trained in {time.perf_counter() - start:.0f} s", 1.0)
        people = ask(options.lines, split)
        print(json.dumps(measure(model, people, split.cut, new_only=options.new_only)))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--days", type=float, default=28.0)
    parser.add_argument("--new-only", action="store_true")
    return parser.parse_args(arguments)


def progress(step: str, share: float) -> None:
    if share in {0.0, 1.0}:
        print(f"{time.strftime('%H:%M:%S')} {step} {share:.0%}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
