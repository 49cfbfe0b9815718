"""TransactWriteItems: all of its writes or none, and once for each client token."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.embedded import capacity
from local.embedded.capacity import Consumed
from local.embedded.database import Database
from local.embedded.faults import Refused, canceled, invalid
from local.embedded.tables import Tables
from local.embedded.writes import Requests, Write

MAX_ACTIONS = 100
TOKEN_MS = 600_000
Answer = dict[str, Any]
_REASONS = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "ValidationException": "ValidationError",
}


class Transactions:
    def __init__(self, database: Database, tables: Tables, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        requests = Requests(tables)
        self._readers: Mapping[str, Callable[[Mapping[str, Any]], Write]] = {
            "Put": requests.put,
            "Update": requests.update,
            "Delete": requests.delete,
            "ConditionCheck": requests.check,
        }

    def transact_write_items(self, call: Mapping[str, Any]) -> Answer:
        """Do all writes, unless one is refused, or the token's transaction was done before.

        Raises:
            Refused: `TransactionCanceledException` with a reason for each action, or the token
                stood for another transaction within the last ten minutes.
        """
        writes = [self._write_of(action) for action in call["TransactItems"]]
        _check(writes)
        token = call.get("ClientRequestToken")
        with self._database.writing():
            if token and not self._is_new(token, _digest(call)):
                return self._answer(call, [])
            pairs = decide_all(writes)
            for write, (old, new) in zip(writes, pairs, strict=True):
                if old is not new:  # a condition check leaves the item as it is
                    write.table.write(write.key, old, new, self._clock())
        consumed = (
            [
                write.consumed(old, new, transactional=True)
                for write, (old, new) in zip(writes, pairs, strict=True)
            ]
            if capacity.wanted(call)
            else []
        )
        return self._answer(call, consumed)

    def _write_of(self, action: Mapping[str, Any]) -> Write:
        if len(action) != 1:
            raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        ((kind, request),) = action.items()
        return self._readers[kind](request)

    def _is_new(self, token: str, digest: bytes) -> bool:
        run, now = self._database.execute, self._clock()
        run("DELETE FROM tokens WHERE at <= ?", (now - TOKEN_MS,))
        known = run("SELECT digest FROM tokens WHERE token = ?", (token,)).fetchone()
        if known is None:
            run("INSERT INTO tokens VALUES (?, ?, ?)", (token, digest, now))
            return True
        if known[0] != digest:
            raise Refused(
                "IdempotentParameterMismatchException",
                "The request uses the same client token as a previous, but non-identical request.",
            )
        return False

    def _answer(self, call: Mapping[str, Any], consumed: Sequence[Consumed]) -> Answer:
        wanted = capacity.wanted(call)
        if not wanted:
            return {}
        totals: dict[str, Consumed] = {}
        for one in consumed:
            total = totals.setdefault(one.table, Consumed(one.table))
            total.units += one.units
            for name, units in one.indexes.items():
                total.add_index(name, units)
        return {"ConsumedCapacity": [total.answer(wanted) for total in totals.values()]}


def decide_all(writes: Sequence[Write]) -> list[tuple[Any, Any]]:
    """Each write's item before and after.

    Raises:
        Refused: one of them is; the error has all reasons.
    """
    pairs: list[tuple[Any, Any]] = []
    reasons: list[dict[str, Any]] = []
    for write in writes:
        try:
            pairs.append(write.decide())
        except Refused as refused:
            reasons.append(_reason(refused))
        else:
            reasons.append({"Code": "None"})
    if len(pairs) < len(writes):
        raise canceled(reasons)
    return pairs


def _reason(refused: Refused) -> dict[str, Any]:
    code = _REASONS.get(refused.code, refused.code)
    return {"Code": code, "Message": refused.message, **refused.more}


def _check(writes: Sequence[Write]) -> None:
    if not 1 <= len(writes) <= MAX_ACTIONS:
        raise invalid(f"A transaction has 1 to {MAX_ACTIONS} actions")
    sound = [write for write in writes if not write.fault]
    if len({(id(write.table), write.key) for write in sound}) < len(sound):
        raise invalid("Transaction request cannot include multiple operations on one item")


def _digest(call: Mapping[str, Any]) -> bytes:
    text = json.dumps(
        call["TransactItems"], sort_keys=True, default=lambda data: b64encode(data).decode()
    )
    return hashlib.sha256(text.encode()).digest()
