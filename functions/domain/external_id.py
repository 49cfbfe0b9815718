"""Pseudonyms of the ids that other systems have for a person; they cannot be reversed."""

import hmac
from hashlib import sha256


def pseudonym_of(id_type: str, external_id: str, secret: bytes) -> str:
    """The visitor that stands for an external id, for example `id:loyalty:9f2c…`.

    What a till sends with a card number alone goes to that visitor; once the shop names the card's
    owner, the visitor is linked to the customer like any other.
    """
    text = f"{id_type}\0{external_id}".encode()
    return f"id:{id_type}:{hmac.new(secret, text, sha256).hexdigest()[:32]}"
