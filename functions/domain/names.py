"""All names of one customer: user ids joined by alias, external ids, and devices.

Events are never moved. Each name keeps its own, and this says which of them are the customer's,
and from when to when. A reader of a customer's events reads `Names.intervals`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from functions.domain.identity import END_OF_TIME, Interval, Link, intervals_of
from functions.domain.person import Person, customer

# Aliases and external ids together. A reader reads them all, so they bound what a reader costs.
MAX_JOINED = 20
# Devices that are kept here; the links of older ones stand in rows of their own.
MAX_DEVICES = 50
# Devices that a reader reads: those active last.
READ_DEVICES = 5
_EXTERNAL = "id:"

Spans = tuple[tuple[int, int], ...]
"""Times from `since` to before `until`, UTC ms."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the customer `user_id`; `rev` is 0 where none were ever joined.

    `linked` holds devices and external ids with the times in which they were this customer's.
    `activity` is when each was used last (UTC ms), as far as known. `moved_to` is the customer
    who took this one's place by an alias: then the rest says what this one had until then. What is
    set `apart` is no single person's id, and nothing is linked to it.
    """

    user_id: str
    aliases: tuple[str, ...] = ()
    linked: Mapping[Person, Spans] = field(default_factory=dict)
    activity: Mapping[Person, int] = field(default_factory=dict)
    moved_to: str | None = None
    apart: bool = False
    rev: int = 0

    @property
    def user_ids(self) -> tuple[str, ...]:
        """The present user id first, then those that were given up for it."""
        return (self.user_id, *self.aliases)

    @property
    def external_ids(self) -> list[Person]:
        return [person for person in self.linked if is_external(person)]

    @property
    def devices(self) -> list[Person]:
        """The devices, the one active last first."""
        devices = [person for person in self.linked if not is_external(person)]
        return sorted(devices, key=lambda device: (-self.active_at(device), device.id))

    @property
    def intervals(self) -> list[Interval]:
        """What is this customer's: own and joined ids, external ids, the newest five devices."""
        own = [Interval(customer(name), 0, END_OF_TIME) for name in self.user_ids]
        read = [*self.external_ids, *self.devices[:READ_DEVICES]]
        return own + [Interval(each, *span) for each in read for span in self.linked[each]]

    def active_at(self, device: Person) -> int:
        """The time (UTC ms) of the device's last known use: a link, or a read by a recompute."""
        return self.activity.get(device, 0)


def is_external(person: Person) -> bool:
    """Whether a visitor stands for an external id, a loyalty card for example."""
    return person.kind == "visitor" and person.id.startswith(_EXTERNAL)


def with_owners(names: Names, person: Person, links: Sequence[Link]) -> Names:
    """The names after the owners of a device or external id changed to `links`."""
    mine = [
        (each.since, each.until)
        for user_id in names.user_ids
        for each in intervals_of(links, user_id)
    ]
    linked = {known: spans for known, spans in names.linked.items() if known != person}
    activity = dict(names.activity)
    if mine:
        linked[person] = _merged_spans(mine)
        linked_at = max(link.since for link in links if link.user_id in names.user_ids)
        activity[person] = max(linked_at, activity.get(person, 0))
    return _bounded(replace(names, linked=linked, activity=activity))


def set_apart(names: Names) -> Names:
    """The names of an id that too many share: no device and no card belongs to it any more."""
    return replace(names, linked={}, activity={}, apart=True)


def may_join(names: Names, new: Iterable[Person]) -> bool:
    """Whether these aliases or external ids can be added to those there are."""
    known = {*map(customer, names.user_ids), *names.external_ids}
    return len(known | set(new)) <= MAX_JOINED + 1


def joined(names: Names, other: Names) -> Names:
    """The names of a customer after `other` was joined to it; `rev` stays that of `names`."""
    aliases = dict.fromkeys((*names.aliases, *other.user_ids))
    linked = dict(names.linked)
    for person, spans in other.linked.items():
        linked[person] = _merged_spans([*linked.get(person, ()), *spans])
    return _bounded(
        replace(
            names,
            aliases=tuple(name for name in aliases if name != names.user_id),
            linked=linked,
            activity={**other.activity, **names.activity},
        )
    )


def _merged_spans(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same times without overlaps, oldest first."""
    merged: list[tuple[int, int]] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return tuple(merged)


def _bounded(names: Names) -> Names:
    kept = {*names.external_ids, *names.devices[:MAX_DEVICES]}
    return replace(
        names,
        linked={person: spans for person, spans in names.linked.items() if person in kept},
        activity={person: at for person, at in names.activity.items() if person in kept},
    )
