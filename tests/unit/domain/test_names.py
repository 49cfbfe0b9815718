"""Whose is what: the names of a customer as intervals."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.identity import END_OF_TIME, Interval, Link, owner_at, with_link
from functions.domain.names import (
    MAX_DEVICES,
    MAX_JOINED,
    READ_DEVICES,
    Names,
    joined,
    may_join,
    with_owners,
)
from functions.domain.person import customer, visitor
from tests.unit.builders import NOON

DEVICE = visitor("v1")


def linked(names: Names, number: int) -> Names:
    device = visitor(f"v{number}")
    return with_owners(names, device, [Link(device, names.user_id, NOON + number)])


def test_readers_read_the_five_devices_active_last() -> None:
    names = Names("ana")
    for number in range(MAX_DEVICES + 9):
        names = linked(names, number)
    read = [each.person.id for each in names.intervals]
    newest = [f"v{MAX_DEVICES + 8 - n}" for n in range(READ_DEVICES)]
    assert read == ["ana", *newest]
    assert len(names.linked) == MAX_DEVICES


def test_a_device_in_use_stays_among_those_read() -> None:
    names = linked(Names("ana"), 0)
    names = replace(names, activity={visitor("v0"): NOON + 99})
    for number in range(1, 9):
        names = linked(names, number)
    assert names.devices[0] == visitor("v0")


def test_a_shared_device_is_each_owners_for_their_time() -> None:
    links = [Link(DEVICE, "ana", NOON), Link(DEVICE, "bea", NOON + 5)]
    ana, bea = (with_owners(Names(name), DEVICE, links) for name in ("ana", "bea"))
    assert ana.intervals[1:] == [Interval(DEVICE, 0, NOON + 5)]
    assert bea.intervals[1:] == [Interval(DEVICE, NOON + 5, END_OF_TIME)]


def test_two_owners_who_are_one_customer_leave_one_interval() -> None:
    links = [Link(DEVICE, "ana", NOON), Link(DEVICE, "ana-maria", NOON + 5)]
    both = joined(Names("ana"), Names("ana-maria"))
    assert with_owners(both, DEVICE, links).intervals[2:] == [Interval(DEVICE, 0, END_OF_TIME)]


def test_only_so_many_names_may_be_joined() -> None:
    names = Names("ana", aliases=tuple(f"a{n}" for n in range(MAX_JOINED)))
    assert may_join(names, [customer("a1")])
    assert not may_join(names, [visitor("id:card:1")])


LINKS = st.builds(
    Link,
    st.just(DEVICE),
    st.sampled_from(["ana", "bea", "cem"]),
    st.integers(0, 9),
    st.integers(0, 2),
)


@given(st.lists(LINKS, max_size=12), st.integers(0, 10))
def test_each_moment_of_a_device_has_one_owner(news: list[Link], at: int) -> None:
    links: list[Link] = []
    for new in news:
        links = with_link(links, new, [new.user_id]) or links
    names = [with_owners(Names(name), DEVICE, links) for name in ("ana", "bea", "cem")]
    holders = [each.user_id for each in names if any(i.holds(at) for i in each.intervals[1:])]
    owner = owner_at(links, at)
    assert holders == ([owner.id] if owner else [])


@given(st.lists(LINKS, max_size=12))
def test_a_link_stated_again_changes_nothing(news: list[Link]) -> None:
    links: list[Link] = []
    for new in news:
        links = with_link(links, new, [new.user_id]) or links
        assert with_link(links, new, [new.user_id]) is None or owner_at(links, new.since)
