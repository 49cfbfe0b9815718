from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.orders import orders_in
from functions.domain.profile import MAX_INTERACTIONS, Profile, extend, fold, tag_of
from functions.domain.purchased import (
    FADING_DAYS,
    MAX_PURCHASED,
    Purchased,
    bought,
    bought_in,
)
from model import query
from model.evaluation import cases as people
from tests.unit.builders import DAY, MINUTE, NOON, event

TODAY = NOON // DAY
names = st.sampled_from(["Product Viewed", "Product Added", "Order Completed", "Order Refunded"])
events = st.lists(
    st.builds(
        lambda n, name, item, minutes: event(f"m{n}", name, item, at=NOON + minutes * MINUTE),
        st.integers(0, 400),
        names,
        st.sampled_from("abcdefgh"),
        st.integers(0, 5_000),
    ),
    max_size=30,
    unique_by=lambda e: e.message_id,
)


def test_an_order_counts_once_however_often_it_was_reported() -> None:
    by_back_end = event("m1", "Order Completed", "milk", "milk", order_id="o1")
    by_browser = event("m2", "Order Completed", "milk", order_id="o1", verified=False)
    again = event("m3", "Order Completed", "milk", order_id="o1", at=NOON + MINUTE)
    assert fold([by_back_end, by_browser, again]).purchased == (Purchased("milk", 1, TODAY),)


def test_a_browsers_order_is_no_purchase() -> None:
    assert fold([event("m1", "Order Completed", "milk", verified=False)]).purchased == ()


def test_what_came_back_is_taken_off() -> None:
    bought = [event(f"m{n}", "Order Completed", "milk", order_id=f"o{n}") for n in range(2)]
    refund = event("m9", "Order Refunded", "milk", order_id="o1", at=NOON + DAY)
    assert fold([*bought, refund]).purchased == (Purchased("milk", 1, TODAY),)
    assert fold([bought[1], refund]).purchased == ()


def test_crawlers_leave_no_trace_in_a_profile() -> None:
    assert fold([event("m1", "Product Viewed", "milk", learn=False)]).interactions == ()


def test_the_newest_stand_first_and_the_number_is_bounded() -> None:
    views = [event(f"m{n}", "Product Viewed", f"i{n}", at=NOON + n) for n in range(100)]
    orders = [event(f"o{n}", "Order Completed", f"i{n}", at=NOON) for n in range(300)]
    profile = fold([*views, *orders])
    assert [i.item_id for i in profile.interactions[:2]] == ["i99", "i98"]
    assert len(profile.interactions) == MAX_INTERACTIONS
    assert len(profile.purchased) == MAX_PURCHASED


@given(events, st.randoms())
def test_order_and_repetition_do_not_matter(given_events: list[Event], random: object) -> None:
    shuffled = given_events + given_events[::2]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert fold(shuffled) == fold(given_events)


@given(events, st.lists(st.sampled_from("xyz"), min_size=30, max_size=30))
def test_what_was_bought_is_that_of_the_orders(given_events: list[Event], ids: list[str]) -> None:
    reports = [replace(e, order_id=ids[n]) if n % 2 else e for n, e in enumerate(given_events)]
    assert sorted(bought_in(reports)) == sorted(bought(orders_in(reports)))


@given(events)
def test_what_is_folded_already_changes_nothing(given_events: list[Event]) -> None:
    profile = fold(given_events)
    newest = sorted(given_events, key=lambda e: (e.at, e.message_id), reverse=True)[:5]
    assert extend(profile, newest) == profile


@example([event(f"m{n}", "Order Completed", "milk", at=NOON + n * DAY) for n in range(3)], 1)
@given(events, st.integers(0, 5))
def test_a_profile_extended_by_what_is_newer_equals_one_folded_anew(
    given_events: list[Event], newer: int
) -> None:
    # Refunds are left out: a profile forgets what came back before it was bought.
    kept = [e for e in given_events if e.kind != "return"]
    kept.sort(key=lambda e: (e.at, e.message_id))
    old, new = kept[: len(kept) - newer], kept[len(kept) - newer :]
    extended, anew = extend(fold(old), new), fold(kept)
    assert sorted(extended.interactions, key=str) == sorted(anew.interactions, key=str)
    assert _but_faded(extended) == _but_faded(anew)
    faded = [each.faded for each in anew.purchased]
    # kept to two digits: what was rounded before may end on the other side of a half
    assert [each.faded for each in extended.purchased] == pytest.approx(faded, abs=0.0101)


def _but_faded(profile: Profile) -> list[Purchased]:
    return [each._replace(faded=0.0) for each in profile.purchased]


def test_tags_are_the_same_in_every_process() -> None:
    assert tag_of("m1") == 3226732335


def test_an_items_rhythm_is_kept_in_two_numbers() -> None:
    """Orders 180 and 90 days before the last one count a quarter and a half."""
    orders = [
        event(f"m{n}", "Order Completed", "milk", order_id=f"o{n}", at=NOON - n * 90 * DAY)
        for n in range(3)
    ]
    milk = Purchased("milk", 3, TODAY, span=180, faded=1.25)
    assert fold(orders).purchased == (milk,)
    assert extend(fold(orders[1:]), orders[:1]).purchased == (milk,)


def test_rankers_learn_from_what_profiles_hold() -> None:
    """Neither half may import the other, and what is learned must be what is served."""
    serving = (FADING_DAYS, MAX_INTERACTIONS, MAX_PURCHASED)
    assert serving == (query.PURCHASE_HALF_LIFE_DAYS, people.NEWEST, people.BOUGHT)
