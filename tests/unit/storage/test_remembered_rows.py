"""Rows that are equal give the same event again, any other row its own."""

from typing import Any

import pytest

from functions.storage.event_rows import from_row, remembered
from functions.storage.packing import pack
from functions.storage.unreadable_rows import event_in

BODY = {"type": "track", "channel": "web", "received_at": 7, "vouched_by": "shop", "learn": True,
        "items": [{"item_id": "milk"}]}  # fmt: skip


def row(**changed: Any) -> dict[str, Any]:
    whole = {"pk": "c#ana", "sk": "b#0000000000007#m1", "name": "Product Viewed", "at": "7"}
    given = {**whole, "body": BODY, **changed}
    body = {"B": pack(given.pop("body"))}
    return {name: {"N" if name == "at" else "S": each} for name, each in given.items()} | {
        "body": body
    }


def test_the_same_row_is_the_same_event() -> None:
    found = remembered(row())
    assert remembered(row()) is found
    assert found == from_row(row())


@pytest.mark.parametrize(
    "changed",
    [
        {"pk": "c#eva"},
        {"sk": "b#0000000000007#m2"},
        {"name": "Product Clicked"},
        {"at": "8"},
        {"body": {**BODY, "items": [{"item_id": "tea"}]}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_row_that_differs_anywhere_is_another_event(changed: dict[str, Any]) -> None:
    remembered(row())
    assert remembered(row(**changed)) == from_row(row(**changed)) != from_row(row())


def test_a_damaged_row_is_unreadable_each_time() -> None:
    damaged = {**row(), "body": {"B": b"\x01damage"}}
    assert [type(event_in(damaged, remembered)).__name__ for _ in range(2)] == [
        "UnreadableEvent"
    ] * 2
