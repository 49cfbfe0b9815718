"""Time of one storage call on each engine, as the table and its stream grow.

    python -m bench.engine [--engines embedded,moto,dynamodb-local] [--rows 1000,100000] [--calls N]

`embedded` keeps its tables in a folder. `cpu` is the CPU time of this process' own thread, which
leaves out the waits of a busy machine, and all that DynamoDB Local does. Budget of the embedded
engine, at any number of rows: get 80 µs, query of 12 rows 200 µs, put with a stream 200 µs,
transaction of 3 writes 500 µs; opening 1,000,000 rows 1 s.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import numpy as np

from local.engine import client_options, engine_running

BODY = {"B": bytes(range(256)) * 2}
PER_PERSON = 20
BATCH = 25
TABLE = "bench"


def row(number: int) -> dict[str, Any]:
    """A row as an event's: rows of one person come in a row."""
    person, at = divmod(number, PER_PERSON)
    key = {"pk": {"S": f"visitor#{person:08}"}, "sk": {"S": f"b#{at:013}#m"}}
    return {**key, "body": BODY, "expires_at": {"N": "1900000000"}}


def key_of(number: int) -> dict[str, Any]:
    return {name: value for name, value in row(number).items() if name in {"pk", "sk"}}


@contextmanager
def client_of(engine: str, folder: Path) -> Iterator[Any]:
    """A client of an engine that is new and empty."""
    if engine == "moto":
        from moto import mock_aws  # noqa: PLC0415 only who compares with it pays for it

        with mock_aws():
            yield boto3.client("dynamodb", **client_options(None, os.environ))
        return
    data = folder if engine == "embedded" else None
    with engine_running({}, name=engine, data=data) as running:  # type: ignore[arg-type]
        yield running.dynamodb


def create(client: Any, *, stream: bool) -> None:
    names = ("pk", "sk")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(names, ("HASH", "RANGE"), strict=True)
        ],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        if stream
        else {"StreamEnabled": False},
    )


def fill(client: Any, rows: int) -> float:
    """Put so many rows and return the µs that each took."""
    began = time.perf_counter()
    for start in range(0, rows, BATCH):
        some = [{"PutRequest": {"Item": row(start + n)}} for n in range(BATCH)]
        client.batch_write_item(RequestItems={TABLE: some})
    return (time.perf_counter() - began) / rows * 1e6


def operations(client: Any, rows: int) -> Mapping[str, Callable[[int], object]]:
    """One call of each kind; each number is another place in the table."""
    fresh = itertools.count(10**9)  # rows that are not there yet

    def place(n: int) -> int:
        return n * 7919 % rows

    def new() -> dict[str, Any]:
        free = "attribute_not_exists(pk)"
        return {"TableName": TABLE, "Item": row(next(fresh)), "ConditionExpression": free}

    return {
        "get": lambda n: client.get_item(TableName=TABLE, Key=key_of(place(n))),
        "query of 12": lambda n: client.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues={
                ":pk": key_of(place(n))["pk"],
                ":from": {"S": "b#"},
                ":to": {"S": "b#~"},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=12,
        ),
        "put": lambda _: client.put_item(**new()),
        "update": lambda n: client.update_item(
            TableName=TABLE,
            Key=key_of(place(n)),
            UpdateExpression="ADD seen :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        ),
        "transaction of 3": lambda _: client.transact_write_items(
            TransactItems=[{"Put": new()} for _ in range(3)]
        ),
    }


def measure(call: Callable[[int], object], calls: int) -> dict[str, float]:
    """The median µs of a call, on the wall and of the CPU of this thread, after a warm-up."""
    for n in range(calls // 10):
        call(n)
    wall, cpu = np.zeros((2, calls))
    for n in range(calls):
        began, worked = time.perf_counter(), time.thread_time()
        call(n)
        wall[n] = time.perf_counter() - began
        cpu[n] = time.thread_time() - worked
    return {"wall": round(float(np.median(wall)) * 1e6), "cpu": round(float(np.median(cpu)) * 1e6)}


def run(engine: str, rows: int, calls: int, *, stream: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        with client_of(engine, Path(name)) as client:
            create(client, stream=stream)
            found: dict[str, Any] = {"batch, a row": round(fill(client, rows))}
            for kind, call in operations(client, rows).items():
                found[kind] = measure(call, calls)
        if engine == "embedded":
            found["open, ms"] = opening(Path(name))
    return {"engine": engine, "rows": rows, "stream": stream, **found}


def opening(folder: Path) -> int:
    """Return the ms that the embedded engine takes to open its folder and to answer a first get."""
    began = time.perf_counter()
    with client_of("embedded", folder) as client:
        client.get_item(TableName=TABLE, Key=key_of(0))
        return round((time.perf_counter() - began) * 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--engines", default="embedded")
    parser.add_argument("--rows", default="1000,100000,1000000")
    parser.add_argument("--calls", type=int, default=2000)
    given = parser.parse_args()
    for engine in given.engines.split(","):
        for rows in map(int, given.rows.split(",")):
            for stream in (False, True):
                print(json.dumps(run(engine, rows, given.calls, stream=stream)), flush=True)


if __name__ == "__main__":
    main()
