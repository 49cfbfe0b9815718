"""Segment's envelope of one entry, as its senders fill it in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from functions.domain.event import EventType
from functions.domain.event_names import ENVELOPE
from functions.domain.person import Person, customer, visitor
from functions.domain.reading.ids import id_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import is_absent, text_of
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid
from functions.schemas.limits import MAX_TRAITS_BYTES
from functions.services.people.set_apart import SHARED
from functions.services.tracking.details import Details, object_of

PLACEHOLDER = "identifies no one: it is what a program writes where it has no id"
_TYPES = frozenset(get_args(EventType))
_MAX_NAME = 256
_MOST_NAMES = 30
_LONGEST_PLACEHOLDER = 64  # of ids of messages
_DIGITS = frozenset("123456789")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Ids that identify a person are real ones; `nameless`: a placeholder was left out.

    Times are UTC ms by the sender's clock.
    """

    type: EventType
    event: str | None
    user_id: str | None
    anonymous_id: str | None
    previous_id: str | None
    group_id: str | None
    message_id: str | None
    timestamp: int | None
    sent_at: int | None
    name: str | None
    properties: dict[str, Any]
    traits: dict[str, Any] | None
    context: dict[str, Any]
    nameless: bool


def envelope_of(raw: Mapping[str, Any], details: Details, *, history: bool) -> Envelope:
    """The envelope of an entry; of history the time that its collector corrected comes first.

    Raises:
        Invalid: it is no event: its type is unknown, or a track has no name.
    """
    kind = _type(raw.get("type"))
    event = details.read(raw, "event", _event_name)
    if kind == "track" and event is None:
        reason = f"is needed: the name of what happened{in_place_of(raw, 'event')}"
        raise Invalid(FieldFault("event", reason))
    user_id, no_user = _person_id(raw, "userId", details)
    anonymous_id, no_visitor = _person_id(raw, "anonymousId", details)
    previous_id, _ = _person_id(raw, "previousId", details)
    group_id = details.read(raw, "groupId", id_of)
    _expect(kind, previous_id, group_id, details)
    return Envelope(
        type=kind,
        event=event,
        user_id=user_id,
        anonymous_id=anonymous_id,
        previous_id=previous_id,
        group_id=group_id,
        message_id=details.read(raw, "messageId", _message_id),
        timestamp=_timestamp(raw, details, history=history),
        sent_at=details.read(raw, "sentAt", time_of),
        name=details.read(raw, "name", text_of),
        properties=details.read(raw, "properties", object_of) or {},
        traits=details.read(raw, "traits", _traits),
        context=details.read(raw, "context", object_of) or {},
        nameless=no_user or no_visitor,
    )


def in_place_of(raw: Mapping[str, Any], *fields: str) -> str:
    """What an entry has in place of one of these fields, as a question to its sender."""
    for name in list(raw)[:_MOST_NAMES]:
        if name not in ENVELOPE and (meant := nearest(name, fields)):
            return f"; {name} is not read, did you mean {meant}?"
    return ""


def identified(
    entry: Envelope, is_set_apart: Callable[[Person], bool], details: Details
) -> Envelope:
    """The envelope without the ids that are set apart, as without placeholders."""
    user_id, device = entry.user_id, entry.anonymous_id
    no_user = bool(user_id) and is_set_apart(customer(user_id or ""))
    no_device = bool(device) and is_set_apart(visitor(device or ""))
    if not no_user and not no_device:
        return entry
    for name, value, apart in (("userId", user_id, no_user), ("anonymousId", device, no_device)):
        if apart:
            details.drop(name, SHARED, value)
    return replace(
        entry,
        user_id=None if no_user else user_id,
        anonymous_id=None if no_device else device,
        nameless=True,
    )


def _type(value: Any) -> EventType:
    kind = value.strip().lower() if isinstance(value, str) else value
    if not isinstance(kind, str) or kind not in _TYPES:
        raise Invalid(FieldFault("type", f"must be one of {', '.join(sorted(_TYPES))}"))
    return cast("EventType", kind)


def _event_name(value: Any) -> str:
    if isinstance(value, bool):
        raise Unreadable("must be a text")
    name = text_of(value)
    if len(name) > _MAX_NAME:
        raise Unreadable(f"may have {_MAX_NAME} characters")
    return name


def _person_id(raw: Mapping[str, Any], name: str, details: Details) -> tuple[str | None, bool]:
    """The id, and whether a placeholder stood in its place."""
    found = details.read(raw, name, id_of)
    if found is None or not is_placeholder(found):
        return found, False
    details.drop(name, PLACEHOLDER, found)
    return None, True


def _expect(
    kind: EventType, previous_id: str | None, group_id: str | None, details: Details
) -> None:
    if kind == "alias" and previous_id is None and not details.has_dropped("previousId"):
        details.drop("previousId", "is needed: who userId was before; nothing was joined", "")
    if kind == "group" and group_id is None and not details.has_dropped("groupId"):
        details.drop("groupId", "is needed: the group that was joined", "")


def _message_id(value: Any) -> str:
    """Any text or number: what is unfit for a key is kept as a digest.

    Raises:
        Unreadable: it is neither, or a placeholder, by which different events would be one.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("must be a text or a number")
    text = str(value).strip()
    # Nearly all are random: where three digits differ, no look is needed.
    looks = len(text) <= _LONGEST_PLACEHOLDER and len(_DIGITS.intersection(text)) < 3
    if looks and is_placeholder(text):
        raise Unreadable("names no one event: it is what a program writes where it has no id")
    return text


def _timestamp(raw: Mapping[str, Any], details: Details, *, history: bool) -> int | None:
    """The time by the clock of the device, which `originalTimestamp` is where both are sent.

    A collector's archive has its own correction of it in `timestamp`.
    """
    names = ("timestamp", "originalTimestamp") if history else ("originalTimestamp", "timestamp")
    for name in names:
        if not is_absent(raw.get(name)) and (at := details.read(raw, name, time_of)) is not None:
            return at
    return None


def _traits(value: Any) -> dict[str, Any]:
    text = json.dumps(object_of(value), ensure_ascii=False).encode()
    if len(text) > MAX_TRAITS_BYTES:
        raise Unreadable(f"may have {MAX_TRAITS_BYTES} bytes as JSON; keep long texts elsewhere")
    return cast("dict[str, Any]", value)
