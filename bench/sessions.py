"""The quality and the speed of the ranking of a session's next item.

`python -m bench.sessions --train T.parquet --cases C.parquet`: T has session_id, position,
item_id; C has prefix (a list) and target. `--beside-knn N` instead of `--cases` takes the newest N
cases of T, and measures a plain session kNN on them too.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
from threadpoolctl import threadpool_limits

from bench.plain_knn import PlainKnn
from model.arrays.artifact import Array
from model.retrieval.session.ranker import SessionRanker
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings
from model.training.session.train import train

UNKNOWN = -1
Case = tuple[Array, int]
Rank = Callable[[Array], tuple[Array, Array]]


def read_sessions(path: Path) -> tuple[SessionLog, Array]:
    """Return the log, sessions in the order of their ids, and the item id of each index."""
    query = "SELECT session_id, item_id FROM read_parquet(?) ORDER BY session_id, position"
    columns = duckdb.execute(query, [str(path)]).fetchnumpy()
    ids, items = np.unique(np.asarray(columns["item_id"]), return_inverse=True)
    return SessionLog.from_rows(np.asarray(columns["session_id"]), items, len(ids)), ids


def read_cases(path: Path, ids: Array, limit: int | None) -> list[Case]:
    """Return cases over item `ids` [items].

    Unknown items leave the prefix; an unknown target counts as a miss.
    """
    query = "SELECT prefix, target FROM read_parquet(?)"
    rows = duckdb.execute(query, [str(path)]).fetchall()
    index = {item: place for place, item in enumerate(ids.tolist())}
    return [
        (np.array([index[i] for i in prefix if i in index], np.int32), index.get(target, UNKNOWN))
        for prefix, target in rows[:limit]
    ]


def measure(rank: Rank, cases: Iterable[Case], k: int) -> dict[str, float]:
    """Return HR@k and MRR@k, and milliseconds of one call on one core."""
    places, seconds = [], []
    with threadpool_limits(1):
        for prefix, target in cases:
            start = time.perf_counter()
            items, _ = rank(prefix)
            seconds.append(time.perf_counter() - start)
            found = np.flatnonzero(items[:k] == target)
            places.append(found[0] + 1 if len(found) else np.inf)
    reciprocal = 1.0 / np.array(places)
    p50, p99 = np.percentile(np.array(seconds) * 1000, [50, 99])
    return {
        "hr": round(float((reciprocal > 0).mean()), 5),
        "mrr": round(float(reciprocal.mean()), 5),
        "cases": len(places),
        "ms_p50": round(float(p50), 3),
        "ms_p99": round(float(p99), 3),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    options = parse(arguments)
    log, ids = read_sessions(options.train)
    if options.beside_knn:
        log, newest = log.split(options.beside_knn)
        cases = list(newest.cases())[: options.limit]
    else:
        cases = read_cases(options.cases, ids, options.limit)
    start = time.perf_counter()
    arrays, report = train(log, SessionSettings(), progress)
    seconds = round(time.perf_counter() - start, 1)
    progress(f"trained {report}", 1.0)
    result = measure(SessionRanker.from_arrays(arrays).rank, cases, options.k) | {
        "train_s": seconds
    }
    if options.beside_knn:
        result |= against_knn(result, measure(PlainKnn(log).rank, cases, options.k))
    print(json.dumps(result))


def against_knn(ours: dict[str, float], plain: dict[str, float]) -> dict[str, float]:
    return {
        "knn_hr": plain["hr"],
        "knn_mrr": plain["mrr"],
        "hr_ratio": round(ours["hr"] / plain["hr"], 4),
        "mrr_ratio": round(ours["mrr"] / plain["mrr"], 4),
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--train", type=Path, required=True)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--cases", type=Path)
    which.add_argument("--beside-knn", type=int, metavar="N")
    parser.add_argument("--k", type=int, default=20)
    parser.add_argument("--limit", type=int, help="measure only the first LIMIT cases")
    return parser.parse_args(arguments)


def progress(step: str, share: float) -> None:
    print(f"{time.strftime('%H:%M:%S')} {step} {share:.0%}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
