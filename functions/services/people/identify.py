"""Link devices and external ids to a customer, as stored events state it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from functions.domain.event import Event
from functions.domain.identity import Link, owner_at, with_link
from functions.domain.names import (
    MAX_JOINED,
    Names,
    is_external,
    may_join,
    set_apart,
    with_owners,
)
from functions.domain.person import Person, customer
from functions.services.people.alias import Alias
from functions.services.people.follow_up import Caution
from functions.services.people.set_apart import SHARED
from functions.services.people.shared_ids import SharedIds
from functions.services.people.stated_names import alias_in, links_in
from functions.services.retry import until_written
from functions.storage.identity import IdentityRows, Owners

if TYPE_CHECKING:
    from functions.services.people.profiles import UpdateProfiles

# Links that one transaction writes; each may take part in three of its hundred actions.
_AT_ONCE = 20
TOO_MANY = f"a customer may have {MAX_JOINED} aliases and external ids; this one was not joined"


@dataclass(frozen=True, slots=True)
class _Linked:
    """What one transaction changed: people with stale profiles, and links that were refused.

    `apart` are those of ids that too many share.
    """

    stale: frozenset[Person] = frozenset()
    refused: frozenset[Link] = frozenset()
    apart: frozenset[Link] = frozenset()


class Identify:
    """Links are ordered by their times, so that doing it again or late changes nothing."""

    def __init__(
        self,
        identity: IdentityRows,
        alias: Alias,
        update: Callable[[], "UpdateProfiles"],
        shared: SharedIds,
    ) -> None:
        self._identity = identity
        self._alias = alias
        self._update = update
        self._shared = shared

    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Take over what stored events of one person state about names.

        Histories become one at once: each profile that this changes is recomputed before the
        call ends. The answer names the events whose ids were too many to join.

        Raises:
            RevisionLost, Unavailable: something may be left; the same events may be sent again.
        """
        stale, cautions = self._aliases(events)
        linked = self._links(events)
        for person in stale | linked.stale:
            self._update().recompute(person)
        for event in events:
            stated = {*links_in(event)}
            if linked.refused & stated:
                cautions.append(Caution(event.message_id, "context.externalIds", TOO_MANY))
            if linked.apart & stated:
                cautions.append(Caution(event.message_id, "userId", SHARED))
        return cautions

    def _aliases(self, events: Sequence[Event]) -> tuple[set[Person], list[Caution]]:
        stale: set[Person] = set()
        cautions: list[Caution] = []
        for event in events:
            if stated := alias_in(event):
                joined = self._alias(*stated, at=event.received_at)
                stale |= joined or set()
                if joined is None:
                    cautions.append(Caution(event.message_id, "previousId", TOO_MANY))
        return stale, cautions

    def _links(self, events: Sequence[Event]) -> _Linked:
        links = [link for event in events for link in links_in(event)]
        links.sort(key=lambda link: (link.since, link.position))
        done = _Linked()
        for start in range(0, len(links), _AT_ONCE):
            chunk = links[start : start + _AT_ONCE]
            more = until_written(partial(self._link, chunk))
            done = _Linked(
                done.stale | more.stale, done.refused | more.refused, done.apart | more.apart
            )
        return done

    def _link(self, links: Sequence[Link]) -> _Linked:
        """Write the links of one user id that are news, with all names they concern."""
        names = self._identity.names(links[0].user_id)
        known = self._identity.owners([link.linked for link in links])
        if names.apart:
            return _Linked(apart=frozenset(links))
        owners: dict[Person, Owners] = {}
        news: list[Link] = []
        refused: set[Link] = set()
        apart: set[Link] = set()
        for link in links:
            before, rev = owners.get(link.linked, known[link.linked])
            after = with_link(before, link, names.user_ids)
            if after is None:
                continue
            if self._shared.by_devices(names, link):
                self._identity.write(names=[set_apart(names)])
                return _Linked(frozenset({customer(names.user_id)}), apart=frozenset(links))
            if self._shared.by_users(before, link):
                apart.add(link)
                continue
            if is_external(link.linked) and not may_join(names, [link.linked]):
                refused.add(link)
                continue
            owners[link.linked] = after, rev
            names = with_owners(names, link.linked, after)
            news.append(link)
        if not news:
            return _Linked(refused=frozenset(refused), apart=frozenset(apart))
        others = self._former_owners(news, known, owners)
        self._identity.write(names=[names, *others], owners=owners, links=news)
        people = {customer(each.user_id) for each in (names, *others)}
        shared = {person for person in owners if known[person][0]}
        return _Linked(frozenset(people | shared), frozenset(refused), frozenset(apart))

    def _former_owners(
        self,
        news: Sequence[Link],
        known: Mapping[Person, Owners],
        owners: Mapping[Person, Owners],
    ) -> list[Names]:
        """The names of the customers whose time on one of these devices changes."""
        gave_way = {link.linked: owner_at(known[link.linked][0], link.since) for link in news}
        user_ids = {owner.id for owner in gave_way.values() if owner}
        present = self._identity.present(list(user_ids))
        found = {name: self._identity.names_under(name) for name in set(present.values())}
        for device, owner in gave_way.items():
            if owner:
                name = present[owner.id]
                found[name] = with_owners(found[name], device, owners[device][0])
        return list(found.values())
