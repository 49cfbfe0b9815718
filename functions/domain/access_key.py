"""Keys that open the API: `hk_<id>_<32 random bytes, base64url>`; only a digest is ever kept."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

KeyKind = Literal["publishable", "secret"]
Scope = Literal["events", "catalog", "recommendations", "customers", "nudges", "models", "admin"]

# A publishable key stands in every page of the shop: it sends events and reads what is shown there.
PUBLISHABLE_SCOPES: frozenset[Scope] = frozenset({"events", "recommendations"})
ALL_SCOPES: frozenset[Scope] = frozenset(
    {"events", "catalog", "recommendations", "customers", "nudges", "models", "admin"}
)
# As a browser writes it (RFC 6454, section 6.2): lower case, no path, no default port.
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What is kept of a key. `digest` is the SHA-256 of the whole key as shown once.

    `origins` are the web pages that may use it, for example `https://shop.example`. `channel` is
    the one of events that name none: `pos` for the key of a till.
    """

    id: str
    kind: KeyKind
    scopes: frozenset[Scope]
    digest: bytes
    created_at: int
    revoked_at: int | None = None
    origins: frozenset[str] = frozenset()
    channel: str | None = None

    def opens(self, scope: Scope) -> bool:
        return scope in self.scopes

    def allows(self, origin: str) -> bool:
        """Whether a page of `origin` may use the key.

        With none named, any page may use a publishable key and none a secret one: a secret key in
        a page is public.
        """
        return origin in self.origins or (self.kind == "publishable" and not self.origins)

    def matches(self, shown: str) -> bool:
        """Whether `shown` is this key, compared in constant time, and still good."""
        same = hmac.compare_digest(self.digest, _digest(shown))
        return same and self.revoked_at is None


def issue(
    kind: KeyKind,
    scopes: frozenset[Scope],
    *,
    random: bytes,
    now: int,
    origins: Iterable[str] = (),
    channel: str | None = None,
) -> tuple[AccessKey, str]:
    """Return a new key and the text to show once.

    `random` is 38 unpredictable bytes (6 id, 32 secret); `now` is UTC ms.

    Raises:
        ValueError: one of the origins is not what a browser sends.
    """
    key_id, secret = random[:6].hex(), urlsafe_b64encode(random[6:38]).rstrip(b"=").decode()
    shown = f"hk_{key_id}_{secret}"
    allowed = frozenset(map(origin_of, origins))
    made = AccessKey(
        key_id, kind, scopes, _digest(shown), now, origins=allowed, channel=channel or None
    )
    return made, shown


def origin_of(text: str) -> str:
    """Return `text` as a browser would send it in `Origin`.

    Raises:
        ValueError: it is none; the message shows how to write one.
    """
    origin = text.strip().lower().removesuffix("/")
    scheme = origin.partition(":")[0]
    origin = origin.removesuffix({"http": ":80", "https": ":443"}.get(scheme, "/"))
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f"{text!r} is no origin; write https://shop.example, with no path")
    return origin


def id_of(shown: str) -> str | None:
    """The id inside a key as its holder shows it; None when it is no key at all."""
    prefix, _, rest = shown.partition("_")
    key_id, _, secret = rest.partition("_")
    well_formed = prefix == "hk" and len(key_id) == 12 and key_id.isalnum() and len(secret) == 43
    return key_id if well_formed and shown.isascii() else None


def _digest(shown: str) -> bytes:
    return sha256(shown.encode()).digest()
