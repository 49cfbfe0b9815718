"""Signed and hidden bytes as short text: `base64url(MAC, hidden body)`.

They are short, as a text message pays for each character. The body is hidden, as a shop's id of a
person may be their e-mail address, and links are forwarded and logged: the keystream is that of
HMAC in counter mode, from the MAC on (the construction of RFC 5297). A label keeps what was sealed
for one use from being read for another.
"""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from functions.domain.person import Person, customer, visitor

MAX_LENGTH = 1_200
_MAC_BYTES = 16
_UUID_FLAG, _VISITOR_FLAG = 1, 2
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SealBroken(Exception):
    """The text was not sealed with this secret and label."""


def seal(body: bytes, secret: bytes, label: bytes) -> str:
    """Return the text of a body: letters, digits, `-` and `_`."""
    mac = _mac(body, secret, label)
    return urlsafe_b64encode(mac + _hidden(body, mac, secret, label)).decode().rstrip("=")


def unseal(token: str, secret: bytes, label: bytes) -> bytes:
    """Return the body of a text.

    Raises:
        SealBroken: it was not sealed with `secret` and `label`.
    """
    if len(token) > MAX_LENGTH:
        raise SealBroken("the link is too long")
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise SealBroken("the link is damaged") from error
    mac = raw[:_MAC_BYTES]
    body = _hidden(raw[_MAC_BYTES:], mac, secret, label)
    if not hmac.compare_digest(mac, _mac(body, secret, label)):
        raise SealBroken("the link was not made here")
    return body


def pack_person(person: Person) -> tuple[bytes, int]:
    """Return the bytes of a person, and flags that say how to read them; a UUID takes sixteen."""
    flag = _VISITOR_FLAG if person.kind == "visitor" else 0
    if _UUID.fullmatch(person.id):
        return bytes.fromhex(person.id.replace("-", "")), flag | _UUID_FLAG
    text = person.id.encode()
    return struct.pack(">H", len(text)) + text, flag


def unpack_person(body: bytes, flags: int) -> tuple[Person, bytes]:
    """Return the person that a body begins with, and the rest of it.

    Raises:
        ValueError, struct.error: it begins with none.
    """
    if flags & _UUID_FLAG:
        person_id, rest = _uuid(body[:16]), body[16:]
    else:
        (size,) = struct.unpack_from(">H", body)
        person_id, rest = body[2 : 2 + size].decode(), body[2 + size :]
    return (visitor(person_id) if flags & _VISITOR_FLAG else customer(person_id)), rest


def _mac(body: bytes, secret: bytes, label: bytes) -> bytes:
    return hmac.digest(secret, label + b"\0" + body, sha256)[:_MAC_BYTES]


def _hidden(body: bytes, mac: bytes, secret: bytes, label: bytes) -> bytes:
    """The body with the keystream of its MAC over it; again, it is the body."""
    start = label + b"-stream\0" + mac
    blocks = range(-(-len(body) // sha256().digest_size))
    stream = b"".join(hmac.digest(secret, start + block.to_bytes(2), sha256) for block in blocks)
    return bytes(one ^ other for one, other in zip(body, stream, strict=False))


def _uuid(sixteen: bytes) -> str:
    digits = sixteen.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
