"""Keys that open the API: `hk_<id>_<32 random bytes, base64url>`; only a digest is ever kept."""

import hmac
from base64 import urlsafe_b64encode
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


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What is kept of a key. `digest` is the SHA-256 of the whole key as shown once."""

    id: str
    kind: KeyKind
    scopes: frozenset[Scope]
    digest: bytes
    created_at: int
    revoked_at: int | None = None

    def opens(self, scope: Scope) -> bool:
        return scope in self.scopes

    def matches(self, shown: str) -> bool:
        """Whether `shown` is this key, compared in constant time, and still good."""
        same = hmac.compare_digest(self.digest, _digest(shown))
        return same and self.revoked_at is None


def issue(
    kind: KeyKind, scopes: frozenset[Scope], *, random: bytes, now: int
) -> tuple[AccessKey, str]:
    """A new key and the text to show once. `random`: 38 unpredictable bytes (6 id, 32 secret)."""
    key_id, secret = random[:6].hex(), urlsafe_b64encode(random[6:38]).rstrip(b"=").decode()
    shown = f"hk_{key_id}_{secret}"
    return AccessKey(key_id, kind, scopes, _digest(shown), now), shown


def id_of(shown: str) -> str | None:
    """The id inside a key as its holder shows it; None when it is no key at all."""
    prefix, _, rest = shown.partition("_")
    key_id, _, secret = rest.partition("_")
    well_formed = prefix == "hk" and len(key_id) == 12 and key_id.isalnum() and len(secret) == 43
    return key_id if well_formed and shown.isascii() else None


def _digest(shown: str) -> bytes:
    return sha256(shown.encode()).digest()
