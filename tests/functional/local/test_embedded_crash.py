"""`kill -9` in the middle of batches and transactions: what was answered is there, whole."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from local.engine import Engine, engine_running
from tests.functional.local.embedded_writer import NAMES, ROWS, THREADS

ROOT = Path(__file__).parents[3]
KILLS = 10
Confirmed = tuple[str, str, int, int]
"""Run, kind of write, thread and number of the write."""


def killed_writer(folder: Path, run: str, after_s: float) -> list[Confirmed]:
    """The writes that a writer printed until it was killed, `after_s` after its first line."""
    words = [sys.executable, "-m", "tests.functional.local.embedded_writer", str(folder), run]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after_s)
        writer.kill()
        lines = [first, *writer.stdout]
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(run, kind, int(thread), int(number)) for kind, thread, number in whole]


def rows_of(engine: Engine, table: str) -> list[dict[str, Any]]:
    pages = engine.dynamodb.get_paginator("scan").paginate(TableName=table)
    return [row for page in pages for row in page["Items"]]


def records_of(engine: Engine, table: str) -> list[tuple[str, str]]:
    arn = engine.stream_arn(table)
    (shard,) = engine.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = engine.streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    found: list[Any] = []
    while True:
        answer = engine.streams.get_records(ShardIterator=iterator)
        found += [record["dynamodb"]["Keys"] for record in answer["Records"]]
        iterator = answer["NextShardIterator"]
        if not answer["Records"]:
            return [(keys["pk"]["S"], keys["sk"]["S"]) for keys in found]


def test_what_was_answered_outlives_ten_kills(tmp_path: Path) -> None:
    rng = random.Random()  # noqa: S311 other moments each time
    answers = [
        each
        for run in range(KILLS)
        for each in killed_writer(tmp_path, f"run-{run}", rng.uniform(0, 0.3))
    ]
    with engine_running({}, name="embedded", data=tmp_path) as engine:
        rows = [(row["pk"]["S"], row["sk"]["S"]) for row in rows_of(engine, NAMES.events)]
        totals = {row["pk"]["S"]: int(row["n"]["N"]) for row in rows_of(engine, NAMES.customers)}
        records = records_of(engine, NAMES.events)
    parts = Counter((pk, sk.partition("#")[0]) for pk, sk in rows)
    for run, kind, thread, number in answers:
        assert parts[f"{run}#{thread}", f"{number:06}"] == ROWS, kind
    assert sorted(rows) == sorted(records), "a row and its record are written together"
    check_transactions(parts, totals)
    assert len(answers) > KILLS, "the writers must have got somewhere to mean anything"


def check_transactions(parts: Counter[tuple[str, str]], totals: dict[str, int]) -> None:
    """Every third write was a transaction, which also counted its rows."""
    for run in range(KILLS):
        for thread in range(THREADS):
            person = f"run-{run}#{thread}"
            written = [
                count
                for (pk, number), count in parts.items()
                if pk == person and int(number) % 3 == 1
            ]
            assert set(written) <= {ROWS}, "all of a transaction's rows or none"
            assert totals.get(person, 0) == sum(written)
