"""The known name that a misspelt one is near to."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain import event_names, signals
from functions.domain.spelling import nearest
from functions.services.tracking.misspelt import MAX_LOOKS, Misspellings

VIEWED = {"type": "track", "event": "Product Viewed"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Prodct Viewed", "Product Viewed"),
        ("product_viewed", "Product Viewed"),
        ("productViewed", "Product Viewed"),
        ("Order Complete", "Order Completed"),
        ("Product Viewed", None),
        ("Signed Up", None),
        ("Newsletter Opened", None),
        ("", None),
        ("x" * 1_000, None),
    ],
)
def test_a_name_near_a_known_event(name: str, meant: str | None) -> None:
    assert nearest(name, sorted(event_names.EVENTS)) == meant


@given(st.text())
def test_any_text_has_a_known_neighbour_or_none(name: str) -> None:
    assert nearest(name, ["item_id", "n"]) in {None, "item_id", "n"}


def test_every_event_that_means_something_is_known() -> None:
    assert {*signals.KINDS, *signals.COMMERCE} <= event_names.EVENTS


def found(**entry: object) -> list[tuple[str, str]]:
    return [(each.field, each.reason) for each in Misspellings().among({**VIEWED, **entry})]


def test_a_misspelt_event_and_property_are_named() -> None:
    assert found(event="Prodct Viewed", properties={"produt_id": "a"}) == [
        ("event", "Prodct Viewed means nothing here; did you mean Product Viewed?"),
        ("properties.produt_id", "is not read; did you mean product_id?"),
    ]
    lines = {"products": [{"Skuu": "a", "Price": 3}]}
    assert [field for field, _ in found(event="Order Completed", properties=lines)] == [
        "properties.products.0.Skuu",
        "properties.products.0.Price",
    ]


def test_what_is_right_or_of_the_shop_itself_is_let_be() -> None:
    assert found(properties={"product_id": "a", "produt_id": "a", "colour": "red"}) == []
    assert found(event="Signed Up", properties={"produt_id": "a"}) == []
    assert found(type="identify", event="Prodct Viewed") == []
    assert found(properties="no object") == []


def test_a_hostile_call_costs_a_bounded_time() -> None:
    names = {f"produc_id_{n}": n for n in range(20_000)}
    began = time.process_time()
    misspellings = Misspellings()
    assert len(list(misspellings.among({**VIEWED, "properties": names}))) <= MAX_LOOKS
    assert time.process_time() - began < 1  # without the bound: half a minute
