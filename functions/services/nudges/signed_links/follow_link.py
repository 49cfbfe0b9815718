"""Lead a click on to an item, or to the shop's cart."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from functions.domain.nudges.insights.answers import NudgeAnswer, once_an_hour
from functions.domain.nudges.messages.content import Brand, web_address
from functions.domain.nudges.messages.links import Capability
from functions.errors import HiloError
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.catalog import CatalogRows
from functions.storage.nudges import NudgeRows

logger = logging.getLogger(__name__)
CART_PARAMETER = "hilo_cart"
# Faster than this after the hand-over only programs click.
_MACHINE_MS = 2_000


class FollowLink:
    """Leads a click on; it is recorded, and changes nothing else."""

    def __init__(
        self,
        signer: LinkSigner,
        catalog: CatalogRows,
        nudges: NudgeRows,
        report: ReportOutcome,
        clock: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._catalog = catalog
        self._nudges = nudges
        self._report = report
        self._clock = clock

    def __call__(self, token: str, brand: Brand, *, machine: bool) -> str | None:
        """The address that a link leads to: an item's, or the shop's cart; None for neither.

        It comes from the catalogue and the brand, never from the link.

        Raises:
            NotFound: it is no link that can be clicked.
        """
        capability = self._signer.verify(token, "cart", "click")
        self._record(capability, machine=machine)
        if capability.purpose == "click":
            item = self._catalog.get([capability.item_id]).get(capability.item_id)
            address = (
                web_address(item.url) if item and not item.deleted and not item.hidden else None
            )
            return address or brand.cart_url
        return with_cart(brand.cart_url, token) if brand.cart_url else None

    def _record(self, capability: Capability, *, machine: bool) -> None:
        now = self._clock()
        try:
            nudge = self._nudges.find([capability.nudge_id]).get(capability.nudge_id)
            if nudge is None or nudge.handed_over_at is None or capability.ended(now):
                return
            early = now - nudge.handed_over_at < _MACHINE_MS
            is_machine = machine or early
            answer = NudgeAnswer("clicked", now, "link", machine=is_machine)
            self._report(capability.nudge_id, once_an_hour(answer, nudge.handed_over_at))
        except HiloError as fault:  # the person gets on, whatever is counted
            logger.warning("a click was not recorded: %s", type(fault).__name__)


def with_cart(cart_url: str, token: str) -> str:
    """The address of the shop's cart, with the link's text for its page to ask about."""
    parts = urlsplit(cart_url)
    query = "&".join(filter(None, [parts.query, urlencode({CART_PARAMETER: token})]))
    return urlunsplit(parts._replace(query=query))
