"""A channel's sender: gives one message to a provider, by one call that is never repeated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from functions.domain.delivery.providers import Providers
from functions.domain.nudges.kinds import Channel

# A reference is at most this long: letters, digits, `-` and `_`.
MAX_REFERENCE = 500


@dataclass(frozen=True, slots=True)
class Message:
    """One rendered message to one address.

    `address` is normalised: an e-mail address, a number in E.164, or a push token of `platform`,
    for which `endpoint` is the provider's name, if it made one before.
    `parts` are those of a template, by name. `headers` are those that an e-mail has besides its
    usual ones. `reference` comes back with what the provider reports about the message, and
    shows no person.
    """

    address: str
    parts: Mapping[str, str]
    reference: str
    language: str = "en"
    platform: str = ""
    endpoint: str = ""
    sender_name: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message, under this id; `endpoint` is what it made for the address."""

    provider_id: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """Nothing was sent; it may be tried again after `again_after_s` seconds.

    `opted_out` is whether the person asked the provider for no more messages.
    """

    reason: str
    again_after_s: int = 900
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """Nothing was sent, and this address takes nothing any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The provider may have taken the message, so it is never sent again."""

    reason: str


SendResult = Sent | Released | Gone | Unknown


class ChannelSender(Protocol):
    def send(self, message: Message, providers: Providers) -> SendResult:
        """Give a message to the channel's provider, which must be configured; never raises.

        It makes at most one call that sends.
        """


class Senders(Protocol):
    def __call__(self, channel: Channel) -> ChannelSender | None:
        """Return the sender of a channel; None of one that reaches no address."""
