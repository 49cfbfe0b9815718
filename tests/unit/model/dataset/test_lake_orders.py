"""Orders in the lake: each learned from once, as it stands in the end."""

import json
from pathlib import Path
from typing import Any

import duckdb

from model.dataset.event_lines import read_lake
from model.dataset.lake import load
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


BOUGHT = line("m1", "purchase", "tea", "mug")


def test_the_newest_report_of_an_order_counts(tmp_path: Path) -> None:
    smaller = line("m2", "purchase", "tea", at=NOW + 1, name="Order Updated")
    without_items = line("m3", "purchase", at=NOW + 2)
    found = learned(tmp_path, BOUGHT, smaller, without_items)
    assert found == {("ana", "purchase", "tea")}


def test_an_order_reported_again_days_later_changes_nothing(tmp_path: Path) -> None:
    again = line("m2", "purchase", "sofa", at=NOW + 5, name="Order Completed")
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
