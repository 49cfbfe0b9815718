"""Signed links: capabilities for one thing of one nudge, that end by themselves.

A link names what it is for, and holds no address: so it leads nowhere but to pages of ours, to the
shop's cart and to items of its catalogue. It logs no one in.
"""

import struct
from dataclasses import dataclass
from typing import Literal, get_args

from functions.domain.nudges.kinds import CHANNELS, KINDS, Channel
from functions.domain.nudges.messages.sealed import (
    SealBroken,
    pack_person,
    seal,
    unpack_person,
    unseal,
)
from functions.domain.nudges.nudge import NudgeId

# `feedback` is no link: providers carry it with a message, and give it back in their reports.
Purpose = Literal["cart", "click", "unsubscribe", "preferences", "feedback", "confirm"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
DAY_MS = 86_400_000
# A way out has to work as long as a mail may be read; what a cart holds is old news sooner.
LIFETIMES_MS: dict[Purpose, int] = {
    "cart": 30 * DAY_MS,
    "click": 30 * DAY_MS,
    "unsubscribe": 400 * DAY_MS,
    "preferences": 400 * DAY_MS,
    "feedback": 400 * DAY_MS,
    "confirm": 2 * DAY_MS,
}
# Of links in previews: they show what they lead to, and change nothing.
PREVIEW = "preview"

_HEAD = struct.Struct(">BBBIBBQB")  # version, purpose, channel, end, kind, step, start, person
_VERSION = 1
_LABEL = b"link"


class LinkRefused(Exception):
    """The link was not made with this secret, or is none."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What the holder of a link may do. `ends_at` is UTC ms, in whole seconds.

    `item_id` is the item of a click, or of a wish to be confirmed. `quantities` are those of a
    cart, in the order of the nudge's items, each at most 255.
    """

    purpose: Purpose
    nudge_id: NudgeId
    channel: Channel
    ends_at: int
    item_id: str = ""
    quantities: tuple[int, ...] = ()

    def ended(self, now: int) -> bool:
        """Whether the link has ended at `now` (UTC ms)."""
        return self.ends_at <= now


def sign(capability: Capability, secret: bytes) -> str:
    """Return the text of a link: letters, digits, `-` and `_`."""
    return seal(_packed(capability), secret, _LABEL)


def verify(token: str, secret: bytes) -> Capability:
    """Return what the holder of a link may do, also where it has ended.

    Raises:
        LinkRefused: it was not signed with `secret`.
    """
    try:
        return _unpacked(unseal(token, secret, _LABEL))
    except SealBroken as error:
        raise LinkRefused(str(error)) from error
    except (ValueError, IndexError, struct.error) as error:
        raise LinkRefused("the link is of another version") from error


def _packed(capability: Capability) -> bytes:
    nudge_id = capability.nudge_id
    person, flags = pack_person(nudge_id.person)
    head = _HEAD.pack(
        _VERSION,
        PURPOSES.index(capability.purpose),
        CHANNELS.index(capability.channel),
        capability.ends_at // 1000,
        KINDS.index(nudge_id.kind),
        nudge_id.step,
        nudge_id.start,
        flags,
    )
    if capability.purpose == "cart":
        return head + person + bytes(min(255, max(0, each)) for each in capability.quantities)
    return head + person + capability.item_id.encode()


def _unpacked(body: bytes) -> Capability:
    version, purpose, channel, end, kind, step, start, flags = _HEAD.unpack_from(body)
    if version != _VERSION:
        raise ValueError("unknown version")
    person, rest = unpack_person(body[_HEAD.size :], flags)
    is_cart = PURPOSES[purpose] == "cart"
    return Capability(
        purpose=PURPOSES[purpose],
        nudge_id=NudgeId(person, KINDS[kind], start, step),
        channel=CHANNELS[channel],
        ends_at=end * 1000,
        item_id="" if is_cart else rest.decode(),
        quantities=tuple(rest) if is_cart else (),
    )
