"""What falls due for one person: sequences with their next steps, and nudges that are open.

One row a person, at most 4 KB, written under a revision. It holds every time that something of
this person waits for, so that the row's `due_at` is the earliest of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from functions.domain.nudges.kinds import ABANDONMENT, Channel, Kind, slot_of
from functions.domain.nudges.nudge import OPEN, State

VERSION = 1
MAX_STEPS = 40
# The longest time between the receipt of an event and its being stored.
SETTLED_MS = 10_000
_LEDGER_MS = 30 * 86_400_000
_MAX_LEDGER = 60
# 5 bytes each: with fewer than ten hand-overs, the row stays within one unit of writing.
MAX_THANKED = 100


@dataclass(frozen=True, slots=True)
class Sequence:
    """The steps of one kind from one start.

    `start` (UTC ms) names it, `since` is when its trigger happened, `step` is the next step to
    decide, counted from 1, at `due_at`. `due_first` is when that step fell due at first: it lapses
    counted from there. `first_at` is when step 1 was decided. `items` are what it is about, where
    the kind has items of its own; `note` is a word of the kind's for itself, the version of a
    stock transition for example. `held_out` is None until the holdout is drawn.
    """

    kind: Kind
    start: int
    since: int
    due_at: int
    step: int = 1
    due_first: int = 0
    first_at: int = 0
    items: tuple[str, ...] = ()
    note: str = ""
    held_out: bool | None = None
    reason: str = "waiting"
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class OpenNudge:
    """A decided nudge that is no end yet; at `due_at` (UTC ms) it is looked at again.

    One in the state `sent` waits for nothing: until `due_at` its receiver may be asked to drop it.
    """

    kind: Kind
    start: int
    step: int
    channel: Channel
    state: State
    due_at: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """An entry of the cap ledger, at UTC ms."""

    channel: Channel
    at: int
    kind: Kind
    start: int
    step: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """`rev` is 0 where there is no row. Times are UTC ms.

    `last_start` is the newest start that was ever assigned: starts are strictly rising, so no id
    of a nudge comes twice. `rests_until` is until when no abandonment sequence begins.
    `timezone` is the newest that an event named, at `timezone_at`. `look_at` asks for a look at
    everything open, after an order for example; with `replan_from` that look plans the events
    received since then, which came while a sequence was ending, but for those that happened by
    `considered`: the decision knew them. `settled` says of each slot of which a sequence ended what
    its last decision considered: what was received before that starts no other one.
    `thanked` are checksums of the newest orders that a post_purchase sequence was started for.
    `reacts_on` is the channel on which the person reacted to a nudge last.
    """

    rev: int = 0
    last_start: int = 0
    sequences: tuple[Sequence, ...] = ()
    open: tuple[OpenNudge, ...] = ()
    ledger: tuple[HandOver, ...] = ()
    rests_until: int = 0
    timezone: str = ""
    timezone_at: int = 0
    look_at: int | None = None
    replan_from: int | None = None
    considered: int = 0
    settled: Mapping[str, int] = field(default_factory=dict)
    thanked: tuple[int, ...] = ()
    reacts_on: str = ""

    @property
    def due_at(self) -> int | None:
        """The earliest time that something waits for; None where nothing does."""
        times = [each.due_at for each in self.sequences]
        times += [each.due_at for each in self.open if each.state in OPEN]
        return min([*times, *([] if self.look_at is None else [self.look_at])], default=None)

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost by joining it to another."""
        kept = self.sequences or self.open or self.ledger or self.rests_until
        return not kept and self.look_at is None

    def abandonment(self) -> Sequence | None:
        return next((each for each in self.sequences if each.kind in ABANDONMENT), None)

    def find(self, kind: Kind, start: int) -> Sequence | None:
        return next((s for s in self.sequences if (s.kind, s.start) == (kind, start)), None)

    def with_sequence(self, sequence: Sequence) -> "Agenda":
        """Return the agenda with this sequence, in place of the one of its kind and start."""
        others = self.without(sequence).sequences
        return replace(
            self,
            sequences=(*others, sequence),
            last_start=max(self.last_start, sequence.start),
        )

    def without(self, sequence: Sequence) -> "Agenda":
        same = (sequence.kind, sequence.start)
        return replace(
            self, sequences=tuple(s for s in self.sequences if (s.kind, s.start) != same)
        )

    def with_open(self, nudge: OpenNudge) -> "Agenda":
        return replace(self, open=(*self.without_open(nudge).open, nudge))

    def without_open(self, nudge: OpenNudge) -> "Agenda":
        same = _id(nudge)
        return replace(self, open=tuple(each for each in self.open if _id(each) != same))

    def handed_over(self, entry: HandOver) -> "Agenda":
        """Return the agenda with one more hand-over; those too old for every cap are left out."""
        kept = [each for each in self.ledger if each.at > entry.at - _LEDGER_MS]
        return replace(self, ledger=(*kept, entry)[-_MAX_LEDGER:])

    def taken_back(self, nudge: OpenNudge | HandOver) -> "Agenda":
        """Return the agenda without the hand-over of this nudge."""
        return replace(self, ledger=tuple(e for e in self.ledger if _id(e) != _id(nudge)))

    def with_settled(self, slots: Iterable[str], at: int) -> "Agenda":
        """Return it with these slots considered up to `at`, the receipt of events in UTC ms."""
        return replace(self, settled=_later(self.settled, dict.fromkeys(slots, at)))

    def new_start(self, now: int) -> int:
        return max(now, self.last_start + 1)


def _id(of: OpenNudge | HandOver) -> tuple[Kind, int, int]:
    return of.kind, of.start, of.step


def joined(agenda: Agenda, others: Iterable[Agenda]) -> Agenda:
    """The agenda of a person after those of other names of theirs were joined to it.

    Sequences keep their start and their next step. Of several abandonment sequences the strongest
    stays; of one kind the one that got further. A look that one of them asks for is the person's.
    `rev` stays that of `agenda`.
    """
    for other in others:
        both = (*agenda.sequences, *other.sequences)
        agenda = replace(
            agenda,
            reacts_on=agenda.reacts_on or other.reacts_on,
            last_start=max(agenda.last_start, other.last_start),
            sequences=_kept(both),
            ledger=tuple(sorted({*agenda.ledger, *other.ledger}, key=lambda e: e.at)),
            rests_until=max(agenda.rests_until, other.rests_until),
            look_at=_earliest(agenda.look_at, other.look_at),
            replan_from=_earliest(agenda.replan_from, other.replan_from),
            settled=_later(agenda.settled, other.settled),
            thanked=tuple(dict.fromkeys((*agenda.thanked, *other.thanked)))[-MAX_THANKED:],
        )
        if other.timezone_at > agenda.timezone_at:
            agenda = replace(agenda, timezone=other.timezone, timezone_at=other.timezone_at)
    return agenda


def _earliest(*times: int | None) -> int | None:
    return min((each for each in times if each is not None), default=None)


def _later(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {slot: max(one.get(slot, 0), other.get(slot, 0)) for slot in {**one, **other}}


def _kept(sequences: Iterable[Sequence]) -> tuple[Sequence, ...]:
    kept: dict[tuple[str, tuple[str, ...]], Sequence] = {}
    for each in sequences:
        slot = slot_of(each.kind), () if each.kind in ABANDONMENT else each.items
        known = kept.get(slot)
        kept[slot] = each if known is None else max(known, each, key=_weight)
    return tuple(kept.values())[:MAX_STEPS]


def _weight(sequence: Sequence) -> tuple[bool, int, int, int]:
    order = ABANDONMENT.index(sequence.kind) if sequence.kind in ABANDONMENT else 0
    return sequence.handed_over, -order, sequence.step, -sequence.start
