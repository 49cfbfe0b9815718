"""Send a claimed nudge through a provider of the shop's own AWS account."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from functions.domain.delivery.providers import Providers
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.messages.content import Brand, NudgeContent
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.recipients.addresses import Channel as AddressedChannel
from functions.errors import HiloError
from functions.ports.channel_sender import (
    Gone,
    Message,
    Released,
    Senders,
    Sent,
    Unknown,
)
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.signed_links.links import LinkSigner

logger = logging.getLogger(__name__)
_SOON_S, _LATER_S = 60, 3_600


class Rendered(Protocol):
    @property
    def parts(self) -> Mapping[str, str]: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


Render = Callable[[NudgeContent], Rendered]
"""Fills the template in use; raises a HiloError where it cannot be."""
NativeResult = Sent | Released | Unknown


@dataclass(frozen=True, slots=True)
class _Address:
    """`digest`, `platform` and `endpoint` are those of a push token."""

    text: str
    platform: str = ""
    digest: str = ""
    endpoint: str = ""


class SendNative:
    def __init__(
        self,
        *,
        senders: Senders,
        build: BuildContent,
        render: Render,
        contacts: Contacts,
        suppressions: Suppressions,
        signer: LinkSigner,
        links_url: str,
        clock: Callable[[], int],
    ) -> None:
        self._senders = senders
        self._build = build
        self._render = render
        self._contacts = contacts
        self._suppressions = suppressions
        self._signer = signer
        self._links_url = links_url
        self._clock = clock

    def __call__(self, claimed: Claimed, providers: Providers, brand: Brand) -> NativeResult:
        """Send by one call of the provider, to the address that the nudge was claimed for.

        An address that takes nothing any more is turned off: a push token is removed, a number
        is suppressed.
        """
        channel = claimed.nudge.channel
        sender = self._senders(channel) if channel else None
        if channel is None or sender is None or not providers.configured(channel):
            return Released("not_configured", _LATER_S)
        user_id = claimed.facts.person.id
        try:
            address = self._address(claimed.nudge, claimed.facts)
            if address is None:
                return Released("no_address", _LATER_S)
            message = self._message(claimed, address, brand)
        except HiloError as fault:
            logger.warning("a message was not made: %s", type(fault).__name__)
            return Released(f"no message: {type(fault).__name__}", _SOON_S)
        result = sender.send(message, providers)
        if isinstance(result, Gone):
            return self._turned_off(channel, user_id, address, result)
        if isinstance(result, Sent) and result.endpoint:
            self._keep_endpoint(user_id, address, result.endpoint)
        return result

    def _message(self, claimed: Claimed, address: _Address, brand: Brand) -> Message:
        nudge = claimed.nudge
        content = self._build(nudge, claimed.facts, brand, self._links_url)
        rendered = self._render(content)
        link = {"link": content.links.cart} if nudge.channel == "push" else {}
        return Message(
            address=address.text,
            parts={**rendered.parts, **link},
            reference=self._signer.sign("feedback", nudge, now=self._clock()),
            language=content.language,
            platform=address.platform,
            endpoint=address.endpoint,
            sender_name=brand.sender_name or brand.name,
            reply_to=brand.reply_to or "",
            headers=rendered.headers,
        )

    def _address(self, nudge: Nudge, facts: Facts) -> _Address | None:
        """The address that the check was made for, if the claim is for it."""
        channel = nudge.channel
        text = facts.addresses.get(channel) if channel else None
        recipient = facts.recipients.get(channel) if channel else None
        if text is None or recipient is None or recipient.digest != nudge.recipient:
            return None
        if channel != "push":
            return _Address(text)
        found = (t for t in self._contacts.find(facts.person.id).tokens if t.token == text)
        return next((_Address(t.token, t.platform, t.digest, t.endpoint) for t in found), None)

    def _keep_endpoint(self, user_id: str, address: _Address, endpoint: str) -> None:
        try:
            self._contacts.keep_endpoint(user_id, address.digest, endpoint)
        except HiloError as fault:  # it is made again for the next message
            logger.warning("an endpoint was not kept: %s", type(fault).__name__)

    def _turned_off(
        self, channel: Channel, user_id: str, address: _Address, gone: Gone
    ) -> Released:
        try:
            if channel == "push":
                self._contacts.remove_token(user_id, address.digest)
            elif channel != "onsite":
                self._suppress(channel, address.text)
        except HiloError as fault:  # the provider refuses the address again, next time
            logger.warning("an address was not turned off: %s", type(fault).__name__)
        return Released(gone.reason, _SOON_S, opted_out=channel != "push")

    def _suppress(self, channel: AddressedChannel, address: str) -> None:
        self._suppressions.add(channel, [address], reason="stop", by="provider")
