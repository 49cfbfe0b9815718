"""What each placement is asked, of a lake whose next visit is known."""

from pathlib import Path

import duckdb
import pytest

from model.dataset import vocabulary
from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from model.evaluation.cases import read_cases
from model.evaluation.context_queries import ContextQuery, read_context_queries
from model.evaluation.split import Split
from tests.unit.model.shop import DAY, NOW, Line, line, write_lake

MINUTE = 1 / 1440
SPLIT = Split(NOW - 5 * DAY, NOW)
BEFORE = [line("customer#1", "purchase", "old", "kept", day=9)]


def asked(folder: Path, lines: list[Line]) -> dict[str, ContextQuery]:
    connection = duckdb.connect()
    load(connection, read_lake(connection, write_lake(folder, lines), folder / "part"), now=NOW)
    words = vocabulary.encode(connection, None)
    people = read_cases(connection, words, SPLIT, at_most=10, seed=7)
    groups = [words.groups[group] for group in words.item_group.tolist()]
    group_of = dict(zip(words.items, groups, strict=True))
    found = read_context_queries(
        connection, words, SPLIT, people, group_of, n=20, gap_ms=30 * 60_000
    )
    assert all(each.query.now == SPLIT.cut and each.query.n == 20 for each in found)
    return {each.query.placement: each for each in found}


def test_a_visit_begins_with_a_product_and_goes_on(tmp_path: Path) -> None:
    lines = [
        line("customer#1", "view", "page", day=2),
        line("customer#1", "view", "next", day=2 - MINUTE),
        line("customer#1", "purchase", "bought", day=2 - 20 * MINUTE),
        line("customer#1", "view", "tomorrow", day=1),
    ]
    product = asked(tmp_path, BEFORE + lines)["product"]

    assert product.query.item_id == "page"
    assert product.relevant == {"next", "bought"}
    assert {each.item_id for each in product.query.history.interactions} == {"old", "kept"}


def test_half_an_order_is_the_cart_and_half_is_to_be_found(tmp_path: Path) -> None:
    order = line("customer#1", "purchase", "a", "b", "c", "d", "e", day=2)
    later = line("customer#1", "purchase", "x", "y", day=1)
    cart = asked(tmp_path, [*BEFORE, order, later])["cart"]

    in_cart = set(cart.query.history.cart)
    assert len(in_cart) == 3
    assert in_cart | cart.relevant == {"a", "b", "c", "d", "e"}
    assert not in_cart & cart.relevant


def test_after_an_order_the_next_one_is_to_be_found_without_what_was_in_it(tmp_path: Path) -> None:
    after = asked(tmp_path, [*BEFORE, line("customer#1", "purchase", "kept", "new", day=2)])
    assert after["post_purchase"].relevant == {"new"}


@pytest.mark.parametrize(
    "lines",
    [
        [line("customer#1", "purchase", "only", day=2)],
        [*BEFORE, line("customer#1", "purchase", "old", day=2)],
    ],
    ids=["no order before, one item", "nothing new"],
)
def test_a_case_without_information_is_not_asked(tmp_path: Path, lines: list[Line]) -> None:
    assert asked(tmp_path, lines) == {}
