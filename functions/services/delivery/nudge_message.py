"""What the one route of a channel gets of a nudge: its content, and the address."""

from typing import Any

from functions.domain.nudges.nudge import Nudge
from functions.schemas.nudges import LeasedNudge
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.nudges.recipients.contacts import Contacts, RecipientDigest
from functions.storage.templates import BrandRows


class BuildNudgeMessage:
    """No other endpoint gets this: it holds an address, and may hold a code."""

    def __init__(
        self,
        build: BuildContent,
        brand: BrandRows,
        contacts: Contacts,
        digest: RecipientDigest,
        links_url: str,
    ) -> None:
        self._build = build
        self._brand = brand
        self._contacts = contacts
        self._digest = digest
        self._links_url = links_url

    def __call__(self, claimed: Claimed) -> dict[str, Any]:
        """The data of the event, as of now.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        nudge, facts = claimed.nudge, claimed.facts
        content = self._build(nudge, facts, self._brand.get(), self._links_url)
        shown = LeasedNudge.from_leased(nudge, facts, content).model_dump(mode="json")
        return {**shown, "addresses": self.addresses(nudge, facts.person.id)}

    def addresses(self, nudge: Nudge, user_id: str) -> list[str]:
        """The address that the nudge was claimed for; of push, the tokens of the person's apps."""
        channel = nudge.channel
        if channel is None or channel == "onsite":
            return []
        known = self._contacts.find(user_id).addresses().get(channel, ())
        if channel == "push":
            return list(known)
        return [each for each in known if self._digest(channel, each) == nudge.recipient]
