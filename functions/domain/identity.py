"""Who was behind a visitor, and when: links are intervals, and events are never moved.

On a shared device the first customer owns what the visitor did up to the next one's identify, and
the next one what came after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.domain.person import Person, customer

END_OF_TIME = 2**62
# In place of a customer who was erased, where others used the same device before or after.
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Link:
    """From `since` (UTC ms) on, `linked` is `user_id`, until a later link of the same `linked`.

    `linked` is a visitor, or the customer that an alias gave up.
    """

    linked: Person
    user_id: str
    since: int


@dataclass(frozen=True, slots=True)
class Interval:
    """What `person` did from `since` to before `until` (UTC ms)."""

    person: Person
    since: int
    until: int

    def holds(self, at: int) -> bool:
        return self.since <= at < self.until


def owner_at(links: Iterable[Link], at: int) -> Person | None:
    """Who owns what a visitor with these links did at `at`; the first owner has all before, too."""
    by_time = sorted(links, key=lambda link: link.since)
    if not by_time:
        return None
    earlier = [link for link in by_time if link.since <= at]
    user_id = (earlier or by_time)[-1 if earlier else 0].user_id
    return None if user_id == NOBODY else customer(user_id)


def intervals_of(links: Iterable[Link], user_id: str) -> list[Interval]:
    """The times of one visitor, whose links these are, that belong to a customer."""
    by_time = sorted(links, key=lambda link: link.since)
    found: list[Interval] = []
    for position, link in enumerate(by_time):
        if link.user_id == user_id:
            since = 0 if position == 0 else link.since
            until = by_time[position + 1].since if position + 1 < len(by_time) else END_OF_TIME
            found.append(Interval(link.linked, since, until))
    return found


def own_since(links: Sequence[Link]) -> int:
    """From when on a visitor's doings may be shown to whoever sits there now.

    What the owners before the present one did is nobody's business on that device any more.
    """
    by_time = sorted(links, key=lambda link: link.since)
    owners = [
        link for n, link in enumerate(by_time) if n == 0 or by_time[n - 1].user_id != link.user_id
    ]
    return owners[-1].since if len(owners) > 1 else 0
