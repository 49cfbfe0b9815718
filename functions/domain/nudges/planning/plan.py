"""What events put on an agenda. A plan only sets times: what is sent is decided when they come.

Activity moves no timer, so most events change nothing here.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from zlib import crc32

from functions.domain import cart, checkout, orders
from functions.domain.crawlers import is_crawler
from functions.domain.event import Event
from functions.domain.nudges.activity import is_act
from functions.domain.nudges.agenda import MAX_STEPS, MAX_THANKED, Agenda, Sequence
from functions.domain.nudges.kinds import ABANDONMENT, Kind, slot_of
from functions.domain.nudges.planning.order_effects import effect_of, origin_of
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.order_reports import COMPLETED, LINES_WITHIN_MS, fact_of

_MAX_THANKED_ITEMS = 10
_ZONE_BYTES = 64


def planned(
    agenda: Agenda, events: Iterable[Event], settings: NudgeSettings, now: int, *, visitor: bool
) -> Agenda:
    """The agenda of one person after these events of theirs, at `now` (UTC ms)."""
    for event in sorted(events, key=lambda each: each.order):
        agenda = with_zone(agenda, event)
        agenda = _looked_at(agenda, event, settings, now)
        if may_start(event, settings):
            agenda = _armed(agenda, event, settings, now, visitor=visitor)
    return agenda


def may_start(event: Event, settings: NudgeSettings) -> bool:
    """Whether an event may start a sequence: history, tests, crawlers and staff start none."""
    if event.backfill or event.context.get("test") is True:
        return False
    if {event.user_id, event.person.id} & settings.staff:
        return False
    agent = event.context.get("userAgent")
    if is_crawler(agent if isinstance(agent, str) else None):
        return False
    # The row of a large event keeps no user agent; a crawler is then one that teaches nothing.
    return event.kept == "whole" or event.learn


def abandons(event: Event) -> Kind | None:
    """The abandonment that an event may be the beginning of."""
    if event.name in checkout.STEPS:
        return "abandoned_checkout"
    if event.items and (event.name in cart.ADDS or event.name == cart.VIEWED):
        return "abandoned_cart"
    return "abandoned_browse" if event.kind == "view" and event.items else None


def _armed(
    agenda: Agenda, event: Event, settings: NudgeSettings, now: int, *, visitor: bool
) -> Agenda:
    kind = abandons(event)
    if kind:
        agenda = _abandonment(agenda, kind, event, settings, now)
    if visitor:
        return agenda
    if event.name == COMPLETED and event.verified:
        agenda = _thanks(agenda, event, settings, now)
        agenda = _only_one(agenda, "replenishment", event, settings, now)
    return _only_one(agenda, "win_back", event, settings, now) if is_act(event) else agenda


def _only_one(
    agenda: Agenda, kind: Kind, event: Event, settings: NudgeSettings, now: int
) -> Agenda:
    waits = any(sequence.kind == kind for sequence in agenda.sequences)
    if waits or not _is_on(kind, event, settings) or _settled(agenda, kind, event):
        return agenda
    return _with(agenda, kind, event, settings, now)


def _settled(agenda: Agenda, kind: Kind, event: Event) -> bool:
    """Whether a decision knew the event: the stream hands over some again, hours later."""
    return event.received_at < agenda.settled.get(slot_of(kind), 0)


def _abandonment(
    agenda: Agenda, kind: Kind, event: Event, settings: NudgeSettings, now: int
) -> Agenda:
    """A person has one such sequence; a stronger one replaces a weaker one until it was sent."""
    if not _is_on(kind, event, settings) or event.at < agenda.rests_until:
        return agenda
    if _settled(agenda, kind, event):
        return agenda
    current = agenda.abandonment()
    if current is None:
        return _with(agenda, kind, event, settings, now)
    if current.handed_over or ABANDONMENT.index(kind) >= ABANDONMENT.index(current.kind):
        return agenda
    after = _with(agenda.without(current), kind, event, settings, now)
    return replace(after, look_at=now) if agenda.open else after


def _thanks(agenda: Agenda, event: Event, settings: NudgeSettings, now: int) -> Agenda:
    order_id = fact_of(event)
    mark = crc32(order_id.encode())
    if not _is_on("post_purchase", event, settings):
        return agenda
    if mark in agenda.thanked:
        return _with_line(agenda, order_id, event)
    if origin_of(event) not in settings.thanked_origins:
        return agenda
    items = tuple(dict.fromkeys(item.item_id for item in event.items))[:_MAX_THANKED_ITEMS]
    after = _with(agenda, "post_purchase", event, settings, now, items=items, note=order_id)
    return replace(after, thanked=(*after.thanked, mark)[-MAX_THANKED:])


def _with_line(agenda: Agenda, order_id: str, event: Event) -> Agenda:
    """With the line of an order whose lines are sent one event each."""
    for sequence in agenda.sequences:
        near = abs(event.at - sequence.since) <= LINES_WITHIN_MS
        if sequence.kind == "post_purchase" and sequence.note == order_id and near:
            new = [item.item_id for item in event.items if item.item_id not in sequence.items]
            if len(event.items) == 1 and new and len(sequence.items) < _MAX_THANKED_ITEMS:
                return agenda.with_sequence(replace(sequence, items=(*sequence.items, *new)))
    return agenda


def _looked_at(agenda: Agenda, event: Event, settings: NudgeSettings, now: int) -> Agenda:
    """After an order, or something taken out of the cart, everything open is looked at soon."""
    ordered = event.name in orders.NAMES and effect_of(event, settings.order_effects) != "keeps"
    waits = agenda.open or (ordered and agenda.abandonment())
    if waits and (ordered or event.name in cart.NAMES or event.name in orders.NAMES):
        return replace(agenda, look_at=now if agenda.look_at is None else agenda.look_at)
    return agenda


def _is_on(kind: Kind, event: Event, settings: NudgeSettings) -> bool:
    of_kind = settings.kind(kind)
    return of_kind.on and event.at >= of_kind.watermark


def _with(
    agenda: Agenda,
    kind: Kind,
    event: Event,
    settings: NudgeSettings,
    now: int,
    *,
    items: tuple[str, ...] = (),
    note: str = "",
) -> Agenda:
    due_at = event.at + settings.kind(kind).delays_s[0] * 1000
    return started(agenda, kind, since=event.at, due_at=due_at, now=now, items=items, note=note)


def started(
    agenda: Agenda,
    kind: Kind,
    *,
    since: int,
    due_at: int,
    now: int,
    items: tuple[str, ...] = (),
    note: str = "",
) -> Agenda:
    """The agenda with one more sequence, unless it holds as many as it may; times are UTC ms."""
    if len(agenda.sequences) + len(agenda.open) >= MAX_STEPS:
        return agenda
    sequence = Sequence(
        kind, agenda.new_start(now), since, due_at, due_first=due_at, items=items, note=note
    )
    return agenda.with_sequence(sequence)


def newest_zone(agenda: Agenda, events: Iterable[Event]) -> str:
    """The time zone that an event named last, of these events and those on the agenda; or none."""
    return reduce(with_zone, sorted(events, key=lambda each: each.at), agenda).timezone


def with_zone(agenda: Agenda, event: Event) -> Agenda:
    """The newest zone is kept only where something else changes: no write for it alone."""
    zone = event.context.get("timezone")
    if not isinstance(zone, str) or not zone or len(zone.encode()) > _ZONE_BYTES:
        return agenda
    if event.at <= agenda.timezone_at or zone == agenda.timezone:
        return agenda
    return replace(agenda, timezone=zone, timezone_at=event.at)
