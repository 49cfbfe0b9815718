"""Rankers learn from histories made of the lake, and serve histories made of profiles."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.profile import fold
from functions.services.serving.history_reader import as_history
from functions.stream.lake_line import lake_line
from model.dataset import vocabulary
from model.dataset.event_lines import read_lake
from model.dataset.lake import load
from model.evaluation.cases import read_cases
from model.evaluation.split import Split
from model.query import History
from tests.unit.builders import DAY, MINUTE, NOON, event
from tests.unit.model.shop import write_lake

ASKED_FOR = event("after", "Order Completed", "wanted", at=NOON + DAY, order_id="after")
past = st.lists(
    st.tuples(
        st.sampled_from(["Product Viewed", "Product Added", "Order Completed"]),
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True).map(sorted),
        st.integers(0, 600 * 24 * 60),
    ),
    min_size=1,
    max_size=90,
    unique_by=lambda each: each[2],
)


def learned(events: list[Event]) -> History:
    """What is known of a person before the moment that training holds out."""
    with TemporaryDirectory() as name, duckdb.connect() as connection:
        folder = Path(name)
        lake = write_lake(folder, [lake_line(each) for each in [*events, ASKED_FOR]])
        split = Split(NOON, NOON + DAY)
        load(connection, read_lake(connection, lake, folder / "part"), now=split.until)
        words = vocabulary.encode(connection, None)
        (case,) = read_cases(connection, words, split, at_most=1, seed=7)
        return case.history


@settings(max_examples=25)
@given(did=past)
def test_both_know_the_same_of_a_person(did: list[tuple[str, list[str], int]]) -> None:
    events = [
        event(f"m{at}", name, *items, at=NOON - minutes * MINUTE, order_id=f"o{at}")
        for at, (name, items, minutes) in enumerate(did)
    ]
    served = as_history(fold(events))
    found = learned(events)
    assert found.purchased == served.purchased
    assert found.interactions == tuple(each[:3] for each in served.interactions)
