"""Ids that too many devices or people share within a day: they stand for no single person.

A shop's page may send one id for all of its visitors, `store-front` for example, which no list of
placeholders has.
"""

from collections.abc import Mapping, Sequence

from functions.domain.identity import ERASED_USER, Link
from functions.domain.person import Person

DAY_MS = 86_400_000
# A customer's row keeps the fifty devices active last, and so no more can be counted.
MOST = 50


def devices_within_a_day(activity: Mapping[Person, int], new: Link) -> int:
    """How many devices and cards a customer has used within a day of a link, with that one.

    `activity` is when each was used last, UTC ms.
    """
    used = {each for each, at in activity.items() if abs(at - new.since) < DAY_MS}
    return len(used | {new.linked})


def users_within_a_day(links: Sequence[Link], new: Link) -> int:
    """How many customers a device or card was linked to within a day of a link, with that one."""
    near = {link.user_id for link in links if abs(link.since - new.since) < DAY_MS}
    return len((near | {new.user_id}) - {ERASED_USER})
