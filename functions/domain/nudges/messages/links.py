"""Signed links: capabilities for one thing of one nudge, that end by themselves.

A link names what it is for, and holds no address: so it leads nowhere but to pages of ours, to the
shop's cart and to items of its catalogue. It logs no one in. The text is short, as a text message
pays for each character: `base64url(MAC, hidden body)`, the body being packed bytes. It is hidden,
as a shop's id of a person may be their e-mail address, and links are forwarded and logged: the
keystream is that of HMAC in counter mode, from the MAC on (the construction of RFC 5297).
"""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, get_args

from functions.domain.nudges.kinds import CHANNELS, KINDS, Channel
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person, customer, visitor

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
MAX_LENGTH = 1_200
# Of links in previews: they show what they lead to, and change nothing.
PREVIEW = "preview"

_MAC_BYTES = 16
_HEAD = struct.Struct(">BBBIBBQB")  # version, purpose, channel, end, kind, step, start, person
_VERSION = 1
_UUID_FLAG, _VISITOR_FLAG = 1, 2
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
    body = _packed(capability)
    mac = _mac(body, secret)
    return urlsafe_b64encode(mac + _hidden(body, mac, secret)).decode().rstrip("=")


def verify(token: str, secret: bytes) -> Capability:
    """Return what the holder of a link may do, also where it has ended.

    Raises:
        LinkRefused: it was not signed with `secret`.
    """
    if len(token) > MAX_LENGTH:
        raise LinkRefused("the link is too long")
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise LinkRefused("the link is damaged") from error
    mac = raw[:_MAC_BYTES]
    body = _hidden(raw[_MAC_BYTES:], mac, secret)
    if not hmac.compare_digest(mac, _mac(body, secret)):
        raise LinkRefused("the link was not made here")
    try:
        return _unpacked(body)
    except (ValueError, IndexError, struct.error) as error:
        raise LinkRefused("the link is of another version") from error


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"link\0" + body, sha256)[:_MAC_BYTES]


def _hidden(body: bytes, mac: bytes, secret: bytes) -> bytes:
    """The body with the keystream of its MAC over it; again, it is the body."""
    blocks = range(-(-len(body) // sha256().digest_size))
    stream = b"".join(
        hmac.digest(secret, b"link-stream\0" + mac + block.to_bytes(2), sha256) for block in blocks
    )
    return bytes(one ^ other for one, other in zip(body, stream, strict=False))


def _packed(capability: Capability) -> bytes:
    nudge_id = capability.nudge_id
    person, flags = _packed_person(nudge_id.person)
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


def _packed_person(person: Person) -> tuple[bytes, int]:
    """Return the bytes of a person, and flags that say how to read them; a UUID takes sixteen."""
    flag = _VISITOR_FLAG if person.kind == "visitor" else 0
    if _UUID.fullmatch(person.id):
        return bytes.fromhex(person.id.replace("-", "")), flag | _UUID_FLAG
    text = person.id.encode()
    return struct.pack(">H", len(text)) + text, flag


def _unpacked(body: bytes) -> Capability:
    version, purpose, channel, end, kind, step, start, flags = _HEAD.unpack_from(body)
    if version != _VERSION:
        raise ValueError("unknown version")
    rest = body[_HEAD.size :]
    if flags & _UUID_FLAG:
        person_id, rest = _uuid(rest[:16]), rest[16:]
    else:
        (size,) = struct.unpack_from(">H", rest)
        person_id, rest = rest[2 : 2 + size].decode(), rest[2 + size :]
    person = visitor(person_id) if flags & _VISITOR_FLAG else customer(person_id)
    is_cart = PURPOSES[purpose] == "cart"
    return Capability(
        purpose=PURPOSES[purpose],
        nudge_id=NudgeId(person, KINDS[kind], start, step),
        channel=CHANNELS[channel],
        ends_at=end * 1000,
        item_id="" if is_cart else rest.decode(),
        quantities=tuple(rest) if is_cart else (),
    )


def _uuid(sixteen: bytes) -> str:
    digits = sixteen.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
