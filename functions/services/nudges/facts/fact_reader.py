"""Read all that a decision about one person needs, consistently, in few calls.

One read of the person's rows, one of what these name, one of commerce for each name, one or two of
browsing, and one of the catalogue.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from functions.domain import orders
from functions.domain.cart_base import CartBase
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval, own_since, owner_at
from functions.domain.names import READ_DEVICES
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.facts import Facts, ItemFacts
from functions.domain.nudges.kinds import Channel as NudgeChannel
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.planning.order_effects import effect_of, order_facts
from functions.domain.nudges.planning.plan import newest_zone
from functions.domain.nudges.planning.replenishment import runs_out
from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.contact import Contact, Reach, first_known
from functions.domain.nudges.recipients.suppression import Recipient
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.nudges.subject import MAX_ITEMS
from functions.domain.person import Person, customer
from functions.domain.traits import Traits
from functions.services.nudges.facts.wishes import Wishes
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.services.people.carts import Carts
from functions.services.people.event_log import Budget, EventLog, browsing, sources_of
from functions.storage import nudge_settings, primary_keys
from functions.storage.agendas import from_row as agenda_from_row
from functions.storage.cart_bases import cart_base_from_row
from functions.storage.contacts import contact_from_row
from functions.storage.identity import owners_from_row
from functions.storage.item_facts import ItemFactRows
from functions.storage.names_row import names_from_row
from functions.storage.nudges import from_row as nudge_from_row
from functions.storage.person_rows import PersonRows, ReadRows
from functions.storage.preferences import preferences_from_row
from functions.storage.primary_keys import Key
from functions.storage.profiles import purchased_from_row
from functions.storage.recipients import recipient_from_row
from functions.storage.traits import traits_from_row

_BROWSE = Budget(reads=2, rows=120, page=60)
_BROWSING_NAMES = 2
_RECENT = 20
# A till reports its orders late: so much earlier than a trigger they are looked for.
_REPORTED_LATE_MS = 2 * 86_400_000
Address = tuple[str, str]
"""A normalised address and its digest."""
_NO_ACTIVITY = frozenset({"identify", "alias", "group"})
# What the shop reports of an order later is nothing that the person does.
_NO_NAMES = frozenset({"Order Updated", "Order Refunded", "Order Cancelled"})


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
        carts: Carts,
        log: EventLog,
        items: ItemFactRows,
        digest: RecipientDigest,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._carts = carts
        self._log = log
        self._items = items
        self._digest = digest
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
        rows = self._rows.read([*_keys(person), *map(primary_keys.nudge, wanted)])
        settings = nudge_settings.from_row(rows.get(primary_keys.nudge_settings()))
        agenda = _agenda(rows, person)
        known = _known_names(rows, person, also)
        traits = traits_from_row(rows.get(primary_keys.traits(person)))
        own = self._addresses([contact_from_row(rows.get(primary_keys.contact(person)))])
        more = self._rows.read(
            [*_named_keys(person, agenda, known.others), *map(_recipient_key, own.items())]
        )
        found = _nudges((rows, more), [*wanted, *_open_ids(person, agenda)])
        others = {each: _agenda(more, each) for each in known.others}
        bare = Facts(
            person=person,
            read_at=now,
            agenda=agenda,
            preferences=preferences_from_row(rows.get(primary_keys.preferences(person))),
            preferences_rev=rows.rev(primary_keys.preferences(person)),
            names_rev=rows.rev(primary_keys.names(person)),
            user_ids=known.user_ids,
            runs_out=runs_out(purchased_from_row(more.get(primary_keys.profile(person))), now),
            timezone=agenda.timezone or _trait(traits, "timezone"),
            asked_for=_trait(traits, "preferred_channel").lower(),
        )
        bare = self._with_recipients(bare, settings, known.others, own, more)
        bare = self._with_wishes(bare, found.values())
        reading = Reading(bare, settings, found, _to_join(others), known.moved_to)
        if known.moved_to or reading.others:
            return reading
        base = cart_base_from_row(rows.get(primary_keys.cart_base(person)))
        return replace(reading, facts=self._with_events(reading, base, known.intervals))

    def _with_wishes(self, facts: Facts, open_nudges: Iterable[Nudge]) -> Facts:
        """With what the person still waits for, or has in mind, of the steps that are about it."""
        wishes = Wishes.of(facts.agenda.sequences, open_nudges)
        rows = self._rows.read(wishes.keys())
        return replace(
            facts,
            subscriptions=wishes.waiting(rows, facts.read_at),
            interests=wishes.in_mind(rows),
        )

    def _with_recipients(
        self,
        facts: Facts,
        settings: NudgeSettings,
        others: Sequence[Person],
        own: Mapping[Channel, Address],
        more: ReadRows,
    ) -> Facts:
        """With what is known of each address; those of joined names count where there is no own."""
        rows = [more.get(primary_keys.contact(other)) for other in others]
        joined = self._addresses([contact_from_row(row) for row in rows if row])
        added = {channel: each for channel, each in joined.items() if channel not in own}
        late = self._rows.read(map(_recipient_key, added.items()))
        found: dict[NudgeChannel, Recipient] = {}
        addresses: dict[NudgeChannel, str] = {}
        allowed: set[NudgeChannel] = set()
        for channel, (address, digest) in {**added, **own}.items():
            row = (late if channel in added else more).get(primary_keys.recipient(channel, digest))
            addresses[channel] = address
            found[channel] = recipient_from_row(row) if row else Recipient(channel, digest)
            if address in settings.allow_list:
                allowed.add(channel)
        return replace(facts, addresses=addresses, recipients=found, in_sandbox=frozenset(allowed))

    def _addresses(self, contacts: Sequence[Contact]) -> dict[Channel, Address]:
        """The address of each channel that has one, and its digest; push tokens are not read."""
        addresses = Reach(first_known(contacts)).addresses()
        return {
            channel: (each[0], self._digest(channel, each[0]))
            for channel, each in addresses.items()
        }

    def _with_events(
        self, reading: Reading, base: CartBase | None, intervals: Sequence[Interval]
    ) -> Facts:
        facts, effects = reading.facts, reading.settings.order_effects
        since = _since(facts.agenda, reading.nudges.values()) - _REPORTED_LATE_MS
        cart, commerce = self._carts.with_events(
            base,
            intervals,
            since=max(0, since),
            counts=lambda e: e.name != orders.COMPLETED or effect_of(e, effects) == "ends",
        )
        sources = browsing(sources_of(intervals, "b"), _BROWSING_NAMES)
        browse = list(self._log.newest_first(sources, _BROWSE))
        facts = replace(
            facts,
            cart=cart,
            orders=order_facts(commerce, effects),
            last_activity=_last_activity([*commerce, *browse]),
            viewed=_viewed(browse, commerce, facts.agenda.abandonment()),
            timezone=newest_zone(facts.agenda, [*commerce, *browse]) or facts.timezone,
            location=next((e.location for e in commerce if e.location), None),
            recent=(*commerce[:_RECENT], *browse[:_RECENT]),
        )
        return replace(facts, items=self._item_facts(facts, reading.nudges.values()))

    def _item_facts(self, facts: Facts, open_nudges: Iterable[Nudge]) -> dict[str, ItemFacts]:
        wanted = [line.item_id for line in facts.cart.lines][:MAX_ITEMS]
        wanted += [item for sequence in facts.agenda.sequences for item in sequence.items]
        wanted += [item for nudge in open_nudges for item in nudge.items]
        if any(each.kind == "abandoned_browse" for each in facts.agenda.sequences):
            wanted += [item for item, _ in Counter(facts.viewed).most_common(MAX_ITEMS)]
        asked = {s.item_id: s.location for s in facts.subscriptions.values() if s.location}
        return self._items.find(wanted, facts.location, asked)


@dataclass(frozen=True, slots=True)
class _KnownNames:
    """Whose events are the person's, and which other names may have agendas."""

    user_ids: tuple[str, ...]
    intervals: tuple[Interval, ...]
    others: tuple[Person, ...] = ()
    moved_to: Person | None = None


def _keys(person: Person) -> list[Key]:
    """Keys of the rows that are read first."""
    of_kind = primary_keys.names if person.kind == "customer" else primary_keys.owners
    makers = (
        primary_keys.agenda,
        primary_keys.preferences,
        primary_keys.cart_base,
        primary_keys.contact,
        primary_keys.traits,
        of_kind,
    )
    return [*(make(person) for make in makers), primary_keys.nudge_settings()]


def _recipient_key(of: tuple[Channel, Address]) -> Key:
    channel, (_, digest) = of
    return primary_keys.recipient(channel, digest)


def _known_names(rows: ReadRows, person: Person, also: Iterable[Person]) -> _KnownNames:
    if person.kind == "visitor":
        row = rows.get(primary_keys.owners(person))
        links = owners_from_row(row)[0] if row else []
        owner = owner_at(links, END_OF_TIME)
        own = Interval(person, own_since(links), END_OF_TIME)
        return _KnownNames((), (own,), moved_to=owner)
    names = names_from_row(person.id, rows.get(primary_keys.names(person)))
    moved_to = customer(names.moved_to) if names.moved_to else None
    linked = [*map(customer, names.aliases), *names.external_ids, *names.devices[:READ_DEVICES]]
    others = tuple(dict.fromkeys((*linked, *also)))
    return _KnownNames(
        names.user_ids,
        tuple(names.intervals),
        tuple(each for each in others if each != person),
        moved_to,
    )


def _named_keys(person: Person, agenda: Agenda, others: Iterable[Person]) -> list[Key]:
    """Keys of the rows that those read first name."""
    named = [
        make(other)
        for other in others
        for make in (primary_keys.agenda, primary_keys.contact)
        if other.kind == "customer" or make is primary_keys.agenda
    ]
    kinds = {each.kind for each in agenda.sequences} | {each.kind for each in agenda.open}
    if "replenishment" in kinds:
        named.append(primary_keys.profile(person))
    return [*named, *map(primary_keys.nudge, _open_ids(person, agenda))]


def _open_ids(person: Person, agenda: Agenda) -> list[NudgeId]:
    return [NudgeId(person, each.kind, each.start, each.step) for each in agenda.open]


def _nudges(read: Iterable[ReadRows], ids: Iterable[NudgeId]) -> dict[NudgeId, Nudge]:
    rows = [row for part in read for i in ids if (row := part.get(primary_keys.nudge(i)))]
    return {nudge.id: nudge for nudge in map(nudge_from_row, rows)}


def _trait(traits: Traits, name: str) -> str:
    """A trait that is a text; empty for one that is missing or no text."""
    value = traits[name][0] if name in traits else ""
    return value if isinstance(value, str) else ""


def _agenda(rows: ReadRows, person: Person) -> Agenda:
    row = rows.get(primary_keys.agenda(person))
    return agenda_from_row(row) if row else Agenda()


def _to_join(others: Mapping[Person, Agenda]) -> dict[Person, Agenda]:
    return {person: agenda for person, agenda in others.items() if not agenda.empty}


def _since(agenda: Agenda, nudges: Iterable[Nudge]) -> int:
    times = [each.since for each in agenda.sequences] + [each.since for each in nudges]
    return min(times, default=END_OF_TIME)


def _last_activity(events: Iterable[Event]) -> int | None:
    """The newest time of an action of the person; a clock that runs ahead counts as received."""
    times = (
        min(event.at, event.received_at)
        for event in events
        if event.type not in _NO_ACTIVITY and not event.backfill and event.name not in _NO_NAMES
    )
    return max(times, default=None)


def _viewed(
    browse: Iterable[Event], commerce: Iterable[Event], sequence: Steps | None
) -> dict[str, int]:
    """How often each item was viewed since the last order, and since the sequence's trigger."""
    ordered_at = max((e.at for e in commerce if e.name == orders.COMPLETED), default=0)
    since = max(ordered_at, sequence.since if sequence else 0)
    views = (e for e in browse if e.kind == "view" and e.at >= since)
    return dict(Counter(item.item_id for event in views for item in event.items))
