"""What the one route of a channel gets of a nudge: its content, and the address."""

from typing import Any

from functions.schemas.nudges import LeasedNudge
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.hand_over.claim import Claimed
from functions.storage.templates import BrandRows


class BuildNudgeMessage:
    """No other endpoint gets this: it holds an address, and may hold a code."""

    def __init__(self, build: BuildContent, brand: BrandRows, links_url: str) -> None:
        self._build = build
        self._brand = brand
        self._links_url = links_url

    def __call__(self, claimed: Claimed) -> dict[str, Any]:
        """The data of the event, as of now; the same as what a lease gives.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        nudge, facts = claimed.nudge, claimed.facts
        content = self._build(nudge, facts, self._brand.get(), self._links_url)
        return LeasedNudge.from_leased(nudge, facts, content).model_dump(mode="json")
