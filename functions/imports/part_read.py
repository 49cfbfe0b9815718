"""What is read of one part of a file, and what of it the tables keep."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from functions.domain.event import Event
from functions.domain.external_id import pseudonym_of
from functions.domain.file_import import Counts
from functions.domain.person import Person
from functions.domain.profile import fold
from functions.errors import FieldFault, Invalid
from functions.ports.lake import as_line
from functions.ports.local.file_secrets import FileSecrets
from functions.services.access.trust import Trust
from functions.services.access.visitor_tokens import Tokens
from functions.services.tracking.details import Dropped
from functions.services.tracking.entries import Delivery
from functions.storage.event_rows import Row, to_rows
from functions.storage.keys import event_keys
from functions.storage.profiles import pack_profile
from functions.stream.lake_line import lake_line

NEWEST = 30
"""Events of a person and family that go to the tables; the lake has all."""


def shops_delivery(received_at: int, secret: bytes) -> Delivery:
    """That of history which the shop itself vouches for; `received_at` in UTC ms."""
    tokens = Tokens(FileSecrets(Path("none"), bytes), lambda: received_at, 0)
    return Delivery(
        trust=Trust(is_secret=True, shown=(), tokens=tokens),
        received_at=received_at,
        sent_at=None,
        context={},
        pseudonym=lambda id_type, name: pseudonym_of(id_type, name, secret),
        backfill=True,
    )


@dataclass(frozen=True, slots=True)
class PartRead:
    """The rows of each person's newest events, each person's profile, and the counts of a part.

    Rows and profiles are as the tables have them, since a process of its own may have read them:
    events would take longer to send. `stated` are the events that say more than what a person did:
    who they are, what they want.
    """

    rows: list[Row]
    profiles: list[tuple[Person, bytes]]
    stated: Sequence[Event]
    counts: Counts


def newest_of(people: Iterable[Sequence[Event]]) -> list[Event]:
    """The events of each person that the tables keep: the newest of each family."""
    return [
        event
        for own in people
        for family in ("c", "b")
        for event in sorted(
            (each for each in own if each.family == family), key=lambda e: e.order, reverse=True
        )[:NEWEST]
    ]


def rows_of(events: Iterable[Event]) -> list[Row]:
    """The rows of events in the table of events, of two of one event the first.

    An archive has an event twice where its collector wrote it again.
    """
    found: dict[tuple[str, str], Row] = {}
    for event in events:
        for row in to_rows(event, event_keys.event_key(event)):
            if row is not None:
                found.setdefault((row["pk"]["S"], row["sk"]["S"]), row)
    return list(found.values())


def profiles_of(people: Mapping[Person, Sequence[Event]]) -> list[tuple[Person, bytes]]:
    """The profile of each person, as its row has it."""
    return [(person, pack_profile(fold(own))) for person, own in people.items()]


@dataclass
class PartSoFar:
    """What was read of a part until now: rejects with their reasons, counts, people's events."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    warned: int = 0
    rejects: list[dict[str, Any]] = field(default_factory=list)
    people: defaultdict[Person, list[Event]] = field(default_factory=lambda: defaultdict(list))

    @property
    def counts(self) -> Counts:
        return Counts(self.rows, self.accepted, self.rejected, self.warned)

    def refuse(self, where: Mapping[str, Any], error: Exception, **more: Any) -> None:
        """Note what is no event, no item or no customer, `where` it stands in the file."""
        self.rejected += 1
        self.rejects.append({**where, "rejected": True, "faults": faults_of(error), **more})

    def accept(self, where: Mapping[str, Any], dropped: Sequence[Dropped | FieldFault]) -> None:
        """Count one that was read, and note what of it was left out."""
        self.accepted += 1
        if dropped:
            self.warned += 1
            faults = [asdict(each) for each in dropped]
            self.rejects.append({**where, "rejected": False, "faults": faults})

    def accept_plain(self, event: Event) -> None:
        """Count an event of which nothing was left out, and note it as its person's."""
        self.accepted += 1
        self.people[event.person].append(event)

    def line(self, event: Event) -> bytes:
        """The lake's line of an event, which is noted as its person's."""
        self.people[event.person].append(event)
        return as_line(lake_line(event))

    def result(self, stated: Sequence[Event] = ()) -> PartRead:
        return PartRead(
            rows_of(newest_of(self.people.values())),
            profiles_of(self.people),
            stated,
            self.counts,
        )


def faults_of(error: Exception) -> list[dict[str, str]]:
    """The fields and reasons of an error, as a reject file has them."""
    if isinstance(error, Invalid):
        return [asdict(each) for each in error.faults]
    return [{"field": "", "reason": "must be JSON"}]
