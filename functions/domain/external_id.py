"""Pseudonyms of the ids that other systems have for a person; they cannot be reversed."""

import hmac
import re
from hashlib import sha256

_PHONES = frozenset({"phone", "mobile", "telephone", "sms", "whatsapp", "telefono", "celular"})
_SEPARATORS = re.compile(r"[\s().\-/]")


def pseudonym_of(id_type: str, external_id: str, secret: bytes) -> str:
    """The visitor that stands for an external id, for example `id:loyalty:9f2c…`.

    What a till sends with a card number alone goes to that visitor; once the shop names the card's
    owner, the visitor is linked to the customer like any other. The case of a type and of an
    e-mail address, and the separators of a phone number, make no other visitor.
    """
    kind = id_type.lower()
    text = f"{kind}\0{_in_one_form(kind, external_id)}".encode()
    return f"id:{kind}:{hmac.new(secret, text, sha256).hexdigest()[:32]}"


def _in_one_form(kind: str, external_id: str) -> str:
    if "@" in external_id:
        return external_id.lower()
    if kind not in _PHONES:
        return external_id
    digits = _SEPARATORS.sub("", external_id)
    return f"+{digits[2:]}" if digits.startswith("00") else digits
