"""Signatures by Standard Webhooks 1.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

PREFIX = "whsec_"


def shown_secret(secret: bytes) -> str:
    """Return a secret as its owner keeps it."""
    return PREFIX + b64encode(secret).decode()


def headers(
    message_id: str, body: bytes, *, secrets: Iterable[bytes], now: int
) -> Mapping[str, str]:
    """Return the headers of a message sent at `now` (UTC ms), with a signature by each secret."""
    seconds = str(now // 1000)
    signed = f"{message_id}.{seconds}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return f"v1,{b64encode(hmac.new(secret, signed, sha256).digest()).decode()}"
