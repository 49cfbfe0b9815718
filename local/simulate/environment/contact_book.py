"""Addresses by their digests: a tool sends to addresses, the system hands over digests."""

from typing import Any

from local.simulate.environment.services import SimulatedServices
from local.simulate.steps import AskByAddress, Contact, Step


class ContactBook:
    def __init__(self, services: SimulatedServices, steps: tuple[Step, ...]) -> None:
        self._known: dict[tuple[str, str | None], str] = {}
        for step in steps:
            if isinstance(step, Contact):
                channel: Any = step.channel
                digest = services.recipient_digest(channel, step.address)
                self._known[step.channel, digest] = step.address
                if step.channel == "sms":  # one number for both
                    whatsapp = services.recipient_digest("whatsapp", step.address)
                    self._known["whatsapp", whatsapp] = step.address
            elif isinstance(step, AskByAddress):
                digest = services.recipient_digest("email", step.address)
                self._known["email", digest] = step.address

    def address(self, channel: str, digest: str | None) -> str | None:
        """The address of a digest; None where no nudge was claimed for one."""
        return None if digest is None else self._known.get((channel, digest), f"unknown {digest}")
