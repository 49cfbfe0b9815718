"""The customers behind a visitor over time: links are intervals, and events are never moved.

On a shared device the first customer owns what the visitor did up to the next one's identify, and
the next one what came after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.domain.person import Person, customer

END_OF_TIME = 2**62
# In place of a customer who was erased, where others used the same device before or after.
ERASED_USER = ""
# A kiosk's device gets an owner at each login: past this number the oldest are dropped.
MAX_OWNERS = 200


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """From `since` (UTC ms) on, `linked` is `user_id`, until a later link of the same `linked`.

    `linked` is a visitor: a device, or the pseudonym of an external id. Of links with one `since`
    the later `position` in its call is the later link.
    """

    linked: Person
    user_id: str
    since: int
    position: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """What `person` did from `since` to before `until` (UTC ms)."""

    person: Person
    since: int
    until: int

    def holds(self, at: int) -> bool:
        return self.since <= at < self.until


def owner_at(links: Iterable[Link], at: int) -> Person | None:
    """Return the owner of a visitor's events at `at`; the first owner has all before, too."""
    by_time = in_order(links)
    if not by_time:
        return None
    earlier = [link for link in by_time if link.since <= at]
    user_id = (earlier or by_time)[-1 if earlier else 0].user_id
    return None if user_id == ERASED_USER else customer(user_id)


def in_order(links: Iterable[Link]) -> list[Link]:
    """Links by time, oldest first."""
    return sorted(links, key=lambda link: (link.since, link.position, link.user_id))


def with_link(links: Sequence[Link], new: Link, same: Iterable[str]) -> list[Link] | None:
    """The links of a visitor and one more, oldest first; None where it changes nothing.

    It changes nothing where the owner of that time has one of the ids `same`, which are names of
    one customer. Of more than `MAX_OWNERS` links the oldest are dropped, and what they owned is
    then owned by none.
    """
    owner = owner_at(links, new.since)
    if owner is not None and owner.id in set(same):
        return None
    known = in_order([*links, new])
    if len(known) <= MAX_OWNERS:
        return known
    return [Link(new.linked, ERASED_USER, 0), *known[-MAX_OWNERS + 1 :]]


def intervals_of(links: Iterable[Link], user_id: str) -> list[Interval]:
    """The times of the visitor with these links that belong to a customer."""
    by_time = in_order(links)
    found: list[Interval] = []
    for position, link in enumerate(by_time):
        if link.user_id == user_id:
            since = 0 if position == 0 else link.since
            until = by_time[position + 1].since if position + 1 < len(by_time) else END_OF_TIME
            found.append(Interval(link.linked, since, until))
    return found


def own_since(links: Sequence[Link]) -> int:
    """The time (UTC ms) from which the device's present user may see the visitor's events.

    What the owners before the present one did stays theirs.
    """
    by_time = in_order(links)
    owners = [
        link for n, link in enumerate(by_time) if n == 0 or by_time[n - 1].user_id != link.user_id
    ]
    return owners[-1].since if len(owners) > 1 else 0
