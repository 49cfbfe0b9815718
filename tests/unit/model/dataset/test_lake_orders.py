"""Orders in the lake: each learned from once, as it stands in the end."""

import json
from pathlib import Path
from typing import Any

import duckdb

from functions.domain import order_reports
from model.dataset.event_lines import read_lake
from model.dataset.lake import LINES_WITHIN_MS, load
from model.durations import DAY_MS
from tests.unit.model.shop import hash_of

NOW = 1_735_732_800_000


def line(message_id: str, kind: str, *items: str, **more: Any) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "person": "customer#ana",
        "kind": kind,
        "channel": "web",
        "at": NOW,
        "verified": True,
        "learn": True,
        "order_id": "o1",
        "items": [{"item_id": item} for item in items],
        **more,
    }


def learned(folder: Path, *lines: dict[str, Any]) -> set[tuple[str, str, str]]:
    path = folder / "events/dt=2025-01-01/hh=12/a.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in lines))
    with duckdb.connect() as connection:
        load(connection, read_lake(connection, folder, folder / "part"), now=NOW)
        found = connection.execute("SELECT person, kind, item_id FROM events").fetchall()
        ana = hash_of(connection, "customer#ana")
    return {("ana" if person == ana else "another", kind, item) for person, kind, item in found}


def times(folder: Path) -> set[int]:
    with duckdb.connect() as connection:
        load(connection, read_lake(connection, folder, folder / "part"), now=NOW)
        return {at for (at,) in connection.execute('SELECT "at" FROM events').fetchall()}


BOUGHT = line("m1", "purchase", "tea", "mug")


def test_the_newest_report_of_an_order_counts(tmp_path: Path) -> None:
    smaller = line("m2", "purchase", "tea", at=NOW + 1, name="Order Updated")
    without_items = line("m3", "purchase", at=NOW + 2)
    found = learned(tmp_path, BOUGHT, smaller, without_items)
    assert found == {("ana", "purchase", "tea")}


def test_an_order_reported_again_days_later_changes_nothing(tmp_path: Path) -> None:
    again = line("m2", "purchase", "sofa", at=NOW + 5 * DAY_MS, name="Order Completed")
    assert learned(tmp_path, BOUGHT, again) == learned(tmp_path / "alone", BOUGHT)


def test_a_refund_of_an_amount_takes_nothing_out_until_all_is_back(tmp_path: Path) -> None:
    paid = {**BOUGHT, "order": {"total": 10_000}}
    five = line("m2", "return", at=NOW + 1, order={"total": 500})
    rest = line("m3", "return", at=NOW + 2, order={"total": 9_500})
    assert learned(tmp_path / "part", paid, five) == learned(tmp_path / "alone", BOUGHT)
    assert learned(tmp_path / "whole", paid, five, rest) == set()


def test_what_was_taken_back_as_a_whole_was_never_bought(tmp_path: Path) -> None:
    assert learned(tmp_path, BOUGHT, line("m2", "return", at=NOW + 1)) == set()


def test_a_part_that_came_back_is_a_return(tmp_path: Path) -> None:
    found = learned(tmp_path, BOUGHT, line("m2", "return", "mug", at=NOW + 1))
    assert {(kind, item) for _, kind, item in found} == {
        ("purchase", "tea"),
        ("purchase", "mug"),
        ("return", "mug"),
    }


def test_a_browser_takes_nothing_back(tmp_path: Path) -> None:
    forged = line("m2", "return", verified=False, person="visitor#eve")
    assert len(learned(tmp_path, BOUGHT, forged)) == 2


def test_what_a_browser_reported_of_an_order_the_shop_reported_is_nothing(tmp_path: Path) -> None:
    claimed = line("m2", "cart", "tea", "mug", verified=False, person="visitor#v1")
    found = learned(tmp_path / "both", BOUGHT, claimed)
    assert {person for person, _, _ in found} == {"ana"}
    assert len(learned(tmp_path / "alone", claimed)) == 2


MILK = line("l1", "purchase", "milk", order={"total": 600})
TEA = line("l2", "purchase", "tea", at=NOW + 1, order={"total": 400})


def test_lines_sent_one_event_each_are_all_learned(tmp_path: Path) -> None:
    again = {**TEA, "message_id": "l3", "at": NOW + 5}
    found = learned(tmp_path, MILK, TEA, again)
    assert found == {("ana", "purchase", "milk"), ("ana", "purchase", "tea")}
    assert times(tmp_path) == {NOW}


def test_what_is_no_line_of_its_own_is_a_report_again(tmp_path: Path) -> None:
    others = {
        "later": {**TEA, "at": NOW + LINES_WITHIN_MS + 1},
        "whole": line("l2", "purchase", "tea", "mug", at=NOW + 1),
        "channel": {**TEA, "channel": "store"},
        "browser": {**TEA, "verified": False},
        "product": line("l2", "purchase", at=NOW + 1, items=[{"item_id": "m", "group_id": "milk"}]),
    }
    for name, other in others.items():
        assert learned(tmp_path / name, MILK, other) == {("ana", "purchase", "milk")}, name


def test_the_return_of_one_lines_amount_is_not_the_whole(tmp_path: Path) -> None:
    back = line("r1", "return", at=NOW + 9, order={"total": 600})
    rest = line("r2", "return", at=NOW + 9, order={"total": 400})
    assert ("ana", "purchase", "tea") in learned(tmp_path / "part", MILK, TEA, back)
    assert ("ana", "purchase", "tea") not in learned(tmp_path / "all", MILK, TEA, back, rest)


def test_the_lake_and_the_orders_have_one_window() -> None:
    assert LINES_WITHIN_MS == order_reports.LINES_WITHIN_MS
