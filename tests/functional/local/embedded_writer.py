"""Writes into the embedded engine of a folder until it is killed, and says what was answered.

python -m tests.functional.local.embedded_writer FOLDER RUN
"""

import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from functions.storage.tables import TableNames, create_tables
from local.engine import engine_running

NAMES = TableNames.prefixed("crash")
THREADS = 3
ROWS = 5
_BODY = {"B": bytes(500)}
_says = Lock()


def key(run: str, thread: int, number: int, part: int) -> dict[str, Any]:
    return {"pk": {"S": f"{run}#{thread}"}, "sk": {"S": f"{number:06}#{part}"}}


def _writes(client: Any, run: str, thread: int) -> Iterator[tuple[str, Callable[[int], object]]]:
    def rows(number: int) -> list[dict[str, Any]]:
        return [{**key(run, thread, number, part), "body": _BODY} for part in range(ROWS)]

    def batch(number: int) -> None:
        requests = [{"PutRequest": {"Item": row}} for row in rows(number)]
        client.batch_write_item(RequestItems={NAMES.events: requests})

    def transaction(number: int) -> None:
        puts: list[Any] = [
            {"Put": {"TableName": NAMES.events, "Item": row}} for row in rows(number)
        ]
        total = {
            "TableName": NAMES.customers,
            "Key": {"pk": {"S": f"{run}#{thread}"}, "sk": {"S": "total"}},
            "UpdateExpression": "ADD n :rows",
            "ExpressionAttributeValues": {":rows": {"N": str(ROWS)}},
        }
        client.transact_write_items(TransactItems=[*puts, {"Update": total}])

    def puts(number: int) -> None:
        for row in rows(number):
            client.put_item(TableName=NAMES.events, Item=row)

    while True:
        yield from (("batch", batch), ("transaction", transaction), ("puts", puts))


def _write(client: Any, run: str, thread: int) -> None:
    for number, (kind, write) in zip(count(), _writes(client, run, thread), strict=False):
        write(number)
        with _says:
            sys.stdout.write(f"{kind} {thread} {number}\n")
            sys.stdout.flush()


def main(folder: str, run: str) -> None:
    with engine_running({}, name="embedded", data=Path(folder)) as engine:
        create_tables(engine.dynamodb, NAMES)
        client = engine.dynamodb
        threads = [Thread(target=_write, args=(client, run, n)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
