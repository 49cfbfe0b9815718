"""A recommendation's id, which holds its model and placement, so that nothing is stored for it.

Impressions and clicks bring it back; the signature prevents forged ones.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

_MAC_BYTES = 12
MAX_LENGTH = 512


class RecommendationId(NamedTuple):
    """`at` is the answer's time in UTC ms; `nonce` differs between two answers of one instant."""

    model_version: str
    placement: str
    variant: str
    at: int
    nonce: str


def sign(recommendation: RecommendationId, secret: bytes) -> str:
    body = json.dumps(recommendation, separators=(",", ":")).encode()
    return urlsafe_b64encode(_mac(body, secret) + body).rstrip(b"=").decode()


def verify(token: str, secret: bytes) -> RecommendationId | None:
    """What the token says, or None when it was not signed with `secret`."""
    if len(token) > MAX_LENGTH:
        return None
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        return None
    mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    return (
        RecommendationId(*json.loads(body))
        if hmac.compare_digest(mac, _mac(body, secret))
        else None
    )


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"recommendation-id\0" + body, sha256)[:_MAC_BYTES]
