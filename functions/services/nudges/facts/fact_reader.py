"""Read all that a decision about one person needs, consistently, in few calls.

One read of the person's rows, one of what these name, one of commerce for each name, one or two of
browsing, and one of the catalogue.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.planning.replenishment import runs_out
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.domain.preferences import allows
from functions.domain.traits import Traits
from functions.services.nudges.facts.event_reader import EventReader
from functions.services.nudges.facts.known_names import known_names
from functions.services.nudges.facts.recipient_reader import RecipientReader, recipient_key
from functions.services.nudges.facts.repurchase_gaps import RepurchaseGaps
from functions.services.nudges.facts.wishes import Wishes
from functions.storage import nudge_settings
from functions.storage.agendas import from_row as agenda_from_row
from functions.storage.cart_bases import cart_base_from_row
from functions.storage.contacts import contact_from_row
from functions.storage.keys import config_keys, nudge_keys, person_keys
from functions.storage.keys.key import Key
from functions.storage.nudges import from_row as nudge_from_row
from functions.storage.person_rows import PersonRows, ReadRows
from functions.storage.preferences import preferences_from_row
from functions.storage.profiles import purchased_from_row
from functions.storage.traits import traits_from_row


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts of one person, with the settings and the open nudges as of the same time.

    `others` are agendas of other names of the person, which are to be joined first. `moved_to` is
    the person who took this one's place. Where there is either, the facts lack the events.
    """

    facts: Facts
    settings: NudgeSettings
    nudges: Mapping[NudgeId, Nudge]
    others: Mapping[Person, Agenda]
    moved_to: Person | None = None


class FactReader:
    def __init__(
        self,
        *,
        rows: PersonRows,
        recipients: RecipientReader,
        events: EventReader,
        repurchase_gaps: RepurchaseGaps,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._recipients = recipients
        self._events = events
        self._repurchase_gaps = repurchase_gaps
        self._clock = clock

    def read(
        self, person: Person, *, nudge_ids: Iterable[NudgeId] = (), also: Iterable[Person] = ()
    ) -> Reading:
        """The facts of a person as of now, and the open nudges among `nudge_ids` and the agenda's.

        `also` are people with agendas that may have to be joined to this one's.

        Raises:
            UnknownVersion: an agenda cannot be read.
            Unavailable: DynamoDB does not answer.
        """
        now = self._clock()
        wanted = list(nudge_ids)
        rows = self._rows.read([*_keys(person), *map(nudge_keys.nudge, wanted)])
        settings = nudge_settings.from_row(rows.get(config_keys.nudge_settings()))
        agenda = _agenda(rows, person)
        known = known_names(rows, person, also)
        traits = traits_from_row(rows.get(person_keys.traits(person)))
        preferences = preferences_from_row(rows.get(person_keys.preferences(person)))
        own = self._recipients.addresses([contact_from_row(rows.get(person_keys.contact(person)))])
        if allows(preferences, "push") and "push" in settings.channels:
            own |= self._recipients.newest_token([person, *known.others])
        more = self._rows.read(
            [*_named_keys(person, agenda, known.others), *map(recipient_key, own.items())]
        )
        found = _nudges((rows, more), [*wanted, *_open_ids(person, agenda)])
        others = {each: _agenda(more, each) for each in known.others}
        bare = Facts(
            person=person,
            read_at=now,
            agenda=agenda,
            preferences=preferences,
            preferences_rev=rows.rev(person_keys.preferences(person)),
            names_rev=rows.rev(person_keys.names(person)),
            user_ids=known.user_ids,
            runs_out=self._runs_out(more.get(person_keys.profile(person)), now),
            timezone=agenda.timezone or _trait(traits, "timezone"),
            asked_for=_trait(traits, "preferred_channel").lower(),
        )
        bare = self._recipients.with_recipients(bare, settings, known.others, own, more)
        bare = self._with_wishes(bare, found.values())
        reading = Reading(bare, settings, found, _to_join(others), known.moved_to)
        if known.moved_to or reading.others:
            return reading
        base = cart_base_from_row(rows.get(person_keys.cart_base(person)))
        whole = self._events.with_events(bare, settings, found.values(), base, known.intervals)
        return replace(reading, facts=whole)

    def _runs_out(self, profile: Any, now: int) -> dict[str, int]:
        purchased = purchased_from_row(profile)
        return runs_out(purchased, now, self._repurchase_gaps.days()) if purchased else {}

    def _with_wishes(self, facts: Facts, open_nudges: Iterable[Nudge]) -> Facts:
        """With what the person still waits for, or has in mind, of the steps that are about it."""
        wishes = Wishes.of(facts.agenda.sequences, open_nudges)
        rows = self._rows.read(wishes.keys())
        return replace(
            facts,
            subscriptions=wishes.waiting(rows, facts.read_at),
            interests=wishes.in_mind(rows),
        )


def _keys(person: Person) -> list[Key]:
    """Keys of the rows that are read first."""
    of_kind = person_keys.names if person.kind == "customer" else person_keys.owners
    makers = (
        nudge_keys.agenda,
        person_keys.preferences,
        person_keys.cart_base,
        person_keys.contact,
        person_keys.traits,
        of_kind,
    )
    return [*(make(person) for make in makers), config_keys.nudge_settings()]


def _named_keys(person: Person, agenda: Agenda, others: Iterable[Person]) -> list[Key]:
    """Keys of the rows that those read first name."""
    named = [
        make(other)
        for other in others
        for make in (nudge_keys.agenda, person_keys.contact)
        if other.kind == "customer" or make is nudge_keys.agenda
    ]
    kinds = {each.kind for each in agenda.sequences} | {each.kind for each in agenda.open}
    if "replenishment" in kinds:
        named.append(person_keys.profile(person))
    return [*named, *map(nudge_keys.nudge, _open_ids(person, agenda))]


def _open_ids(person: Person, agenda: Agenda) -> list[NudgeId]:
    return [NudgeId(person, each.kind, each.start, each.step) for each in agenda.open]


def _nudges(read: Iterable[ReadRows], ids: Iterable[NudgeId]) -> dict[NudgeId, Nudge]:
    rows = [row for part in read for i in ids if (row := part.get(nudge_keys.nudge(i)))]
    return {nudge.id: nudge for nudge in map(nudge_from_row, rows)}


def _trait(traits: Traits, name: str) -> str:
    """A trait that is a text; empty for one that is missing or no text."""
    value = traits[name][0] if name in traits else ""
    return value if isinstance(value, str) else ""


def _agenda(rows: ReadRows, person: Person) -> Agenda:
    row = rows.get(nudge_keys.agenda(person))
    return agenda_from_row(row) if row else Agenda()


def _to_join(others: Mapping[Person, Agenda]) -> dict[Person, Agenda]:
    return {person: agenda for person, agenda in others.items() if not agenda.empty}
