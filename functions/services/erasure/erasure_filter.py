"""Whether a line or a record belongs to an erased person."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from functions.domain.erasure import Erasure
from functions.domain.person import Person
from functions.services.erasure.pending import Pending
from functions.services.people.erasures import PersonDigest

_REMEMBERED = 100_000


class ErasureFilter:
    """What several erasures have in common: asked by person and time."""

    def __init__(self, pending: Iterable[Pending], person_digest: PersonDigest) -> None:
        known: dict[str, list[Erasure]] = {}
        for each in pending:
            for name, erasures in each.people.items():
                known.setdefault(name, []).extend(erasures)

        @lru_cache(_REMEMBERED)
        def erasures_of(key: str) -> tuple[Erasure, ...]:
            return tuple(known.get(person_digest(Person.from_key(key)), ()))

        self._erasures_of = erasures_of

    def holds(self, person: Any, *, at: Any, received_at: Any) -> bool:
        """Whether this is to go. What has no readable time is deleted as well."""
        if not isinstance(person, str):
            return False
        erasures = self._erasures_of(person)
        if not isinstance(at, int) or not isinstance(received_at, int):
            return bool(erasures)
        return any(each.covers(at=at, received_at=received_at) for each in erasures)

    def holds_line(self, line: Any) -> bool:
        """The same of a line of the lake, as JSON."""
        return isinstance(line, dict) and self.holds(
            line.get("person"), at=line.get("at"), received_at=line.get("received_at")
        )
