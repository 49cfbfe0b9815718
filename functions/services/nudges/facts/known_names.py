"""Whose events are a person's, by the rows of names."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.domain.identity import END_OF_TIME, Interval, own_since, owner_at
from functions.domain.names import READ_DEVICES
from functions.domain.person import Person, customer
from functions.storage.identity import owners_from_row
from functions.storage.keys import person_keys
from functions.storage.names_row import names_from_row
from functions.storage.person_rows import ReadRows


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Whose events are the person's, and which other names may have agendas."""

    user_ids: tuple[str, ...]
    intervals: tuple[Interval, ...]
    others: tuple[Person, ...] = ()
    moved_to: Person | None = None


def known_names(rows: ReadRows, person: Person, also: Iterable[Person]) -> KnownNames:
    if person.kind == "visitor":
        row = rows.get(person_keys.owners(person))
        links = owners_from_row(row)[0] if row else []
        owner = owner_at(links, END_OF_TIME)
        own = Interval(person, own_since(links), END_OF_TIME)
        return KnownNames((), (own,), moved_to=owner)
    names = names_from_row(person.id, rows.get(person_keys.names(person)))
    moved_to = customer(names.moved_to) if names.moved_to else None
    linked = [*map(customer, names.aliases), *names.external_ids, *names.devices[:READ_DEVICES]]
    others = tuple(dict.fromkeys((*linked, *also)))
    return KnownNames(
        names.user_ids,
        tuple(names.intervals),
        tuple(each for each in others if each != person),
        moved_to,
    )
