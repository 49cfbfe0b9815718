"""Whether a webhook comes from Shopify: the HMAC of its body, by the app's secret."""

import hmac
from base64 import b64encode


def is_signed(body: bytes, signature: str, secret: bytes) -> bool:
    """Whether the signature is the base64 of HMAC-SHA256 of the body as it was sent.

    https://shopify.dev/docs/apps/build/webhooks/subscribe/https
    """
    expected = b64encode(hmac.digest(secret, body, "sha256"))
    return hmac.compare_digest(expected, signature.strip().encode())
