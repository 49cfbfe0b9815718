"""How a person is reached: addresses that the shop vouches for, never ones that a page claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.domain.nudges.recipients.addresses import Channel

# Devices of one person; past them the tokens seen longest ago are dropped.
MAX_TOKENS = 20


@dataclass(frozen=True, slots=True)
class VerifiedAddress:
    """A normalised address; `at` (UTC ms) is when the shop gave it, `by` names its key."""

    address: str
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Contact:
    """`language` is the one that the person reads, a BCP 47 tag such as `es-MX`."""

    email: VerifiedAddress | None = None
    phone: VerifiedAddress | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PushToken:
    """One app on one device; `digest` stands for the token, `last_seen` is UTC ms.

    `endpoint` is the provider's name for it, empty until the provider made one.
    """

    token: str
    digest: str
    platform: str
    last_seen: int
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """All that is known of how to reach a person, over all of their names."""

    contact: Contact = Contact()
    tokens: Sequence[PushToken] = ()

    def addresses(self) -> Mapping[Channel, tuple[str, ...]]:
        """Return the addresses of each channel that has any; of push, the last used one first."""
        email, phone = self.contact.email, self.contact.phone
        found: dict[Channel, tuple[str, ...]] = {
            "email": (email.address,) if email else (),
            "sms": (phone.address,) if phone else (),
            "whatsapp": (phone.address,) if phone else (),
            "push": tuple(token.token for token in newest_tokens(self.tokens)),
        }
        return {channel: addresses for channel, addresses in found.items() if addresses}


def newest_tokens(tokens: Sequence[PushToken]) -> list[PushToken]:
    """Return the tokens that may be kept, the one seen last first."""
    return sorted(tokens, key=lambda each: (-each.last_seen, each.digest))[:MAX_TOKENS]


def first_known(contacts: Sequence[Contact]) -> Contact:
    """Return one contact of a person's several names: of each field the first that is known."""
    return Contact(
        email=next((each.email for each in contacts if each.email), None),
        phone=next((each.phone for each in contacts if each.phone), None),
        language=next((each.language for each in contacts if each.language), None),
    )
