"""Build the contents of nudges that are leased or displayed, side by side."""

import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from functions.domain.nudges.messages.content import Brand, NudgeContent
from functions.errors import HiloError
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.nudges.on_site import OnSite
from functions.storage.templates import BrandRows

logger = logging.getLogger(__name__)


class BuildContents:
    def __init__(self, build: BuildContent, brand: BrandRows, pool: Executor) -> None:
        self._build = build
        self._brand = brand
        self._pool = pool

    def __call__(self, claimed: Sequence[Claimed], links_url: str) -> list[NudgeContent | None]:
        """The content of each nudge in order; None where it could not be built now.

        A nudge without content was handed over all the same: its tool reports `not_sent`.
        """
        if not claimed:
            return []
        try:
            brand = self._brand.get()
        except HiloError as fault:
            logger.warning("no content was built: %s", type(fault).__name__)
            return [None] * len(claimed)
        return list(self._pool.map(lambda each: self._one(each, brand, links_url), claimed))

    def on_site(self, found: OnSite, links_url: str) -> list[NudgeContent | None]:
        """The content of each nudge that a page displays; without a code, which a hand-over takes.

        None where it could not be built now: the page has the ids of the items.
        """
        plain = [Claimed(replace(nudge, incentive=False), found.facts) for nudge in found.nudges]
        return self(plain, links_url)

    def _one(self, claimed: Claimed, brand: Brand, links_url: str) -> NudgeContent | None:
        try:
            return self._build(claimed.nudge, claimed.facts, brand, links_url)
        except HiloError as fault:
            logger.warning("the content of a nudge was not built: %s", type(fault).__name__)
            return None
