"""Addresses of people on each channel, written in one way, so that one address has one row.

An e-mail address loses its case and its domain becomes ASCII (IDNA); plus signs and dots stay, as
only its provider knows whether they mean something. A phone number is E.164: a plus and at most 15
digits. A push token stands as it is.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Literal, get_args

Channel = Literal["email", "sms", "push", "whatsapp"]
"""A channel that reaches a person by an address. On-site nudges have none."""
CHANNELS: tuple[Channel, ...] = get_args(Channel)

MAX_EMAIL_BYTES = 254  # RFC 5321, as its erratum 1690 reads it
MAX_TOKEN_BYTES = 4_096
_LOCAL_BYTES = 64
_DIGEST_DIGITS = 32  # 128 bits: two addresses of one shop never meet
_SEPARATORS = re.compile(r"\(0\)|[\s().\-/\u2010-\u2015]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# RFC 5322's dot-atom, and letters beyond ASCII (RFC 6531).
# Compiled at the first address: it takes 7 ms, and many functions that know channels read none.
_LOCAL = (r"[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
          r"(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+)*")  # fmt: skip


def normalised(channel: Channel, address: str) -> str | None:
    """Return the address in its one form; None for one that cannot be an address there."""
    text = unicodedata.normalize("NFC", address).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in text):
        return None
    return _NORMALISERS[channel](text)


def recipient_digest(channel: Channel, address: str, secret: bytes) -> str:
    """Return the HMAC that stands for a normalised address, 32 hexadecimal digits."""
    text = f"{channel}\0{address}".encode()
    return hmac.new(secret, text, sha256).hexdigest()[:_DIGEST_DIGITS]


def _email(text: str) -> str | None:
    local, at, domain = text.lower().rpartition("@")
    ascii_domain = _ascii(domain.removesuffix("."))
    if not at or not ascii_domain or not re.fullmatch(_LOCAL, local):
        return None
    whole = f"{local}@{ascii_domain}"
    too_long = len(local.encode()) > _LOCAL_BYTES or len(whole.encode()) > MAX_EMAIL_BYTES
    return None if too_long else whole


def _ascii(domain: str) -> str | None:
    """Return a domain of at least two labels as DNS has it (IDNA)."""
    try:
        labels = domain.encode("idna").decode().lower().split(".")
    except UnicodeError:
        return None
    return ".".join(labels) if len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else None


def _phone(text: str) -> str | None:
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits if _E164.fullmatch(digits) else None


def _token(text: str) -> str | None:
    return text if 0 < len(text.encode()) <= MAX_TOKEN_BYTES and " " not in text else None


_NORMALISERS: Mapping[Channel, Callable[[str], str | None]] = {
    "email": _email,
    "sms": _phone,
    "whatsapp": _phone,
    "push": _token,
}
