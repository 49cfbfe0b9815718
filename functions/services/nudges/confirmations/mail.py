"""What a mail that asks for a confirmation says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.domain.item import Item
from functions.domain.nudges.messages.content import Brand, Language, plain_text
from functions.domain.nudges.restock.confirmation import LIFETIME_MS
from functions.domain.nudges.restock.confirmation_text import ConfirmationText, confirmation_text
from functions.errors import HiloError
from functions.services.nudges.confirmations.lease import LeasedConfirmation
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.catalog import CatalogRows
from functions.storage.templates import BrandRows


@dataclass(frozen=True, slots=True)
class ConfirmationMail:
    """`link` leads to the page with the button."""

    leased: LeasedConfirmation
    item: Item
    language: Language
    link: str
    message: ConfirmationText
    brand: Brand


class BuildConfirmations:
    def __init__(
        self,
        catalog: CatalogRows,
        brand: BrandRows,
        signer: LinkSigner,
        free: Callable[[LeasedConfirmation], None],
    ) -> None:
        """`free` ends the lease of a mail that no one gets."""
        self._catalog = catalog
        self._brand = brand
        self._signer = signer
        self._free = free

    def __call__(
        self, leased: Sequence[LeasedConfirmation], links_url: str
    ) -> list[ConfirmationMail]:
        """The mails; `links_url` is where links begin if the brand does not say so.

        Raises:
            Unavailable: DynamoDB does not answer; as far as it can be written, none is leased.
        """
        if not leased:
            return []
        try:
            return self._mails(leased, links_url)
        except HiloError:
            for each in leased:
                self._free(each)
            raise

    def _mails(
        self, leased: Sequence[LeasedConfirmation], links_url: str
    ) -> list[ConfirmationMail]:
        brand = self._brand.get()
        items = self._catalog.get(list({each.ask.item_id for each in leased}))
        begin = (brand.links_url or links_url).rstrip("/")
        return [self._mail(each, items.get(each.ask.item_id), brand, begin) for each in leased]

    def _mail(
        self, leased: LeasedConfirmation, item: Item | None, brand: Brand, begin: str
    ) -> ConfirmationMail:
        ask = leased.ask
        found = item or Item(ask.item_id, ask.item_id)
        language = ask.language or brand.language
        token = self._signer.sign_confirmation(
            leased.guest, ask, ends_at=ask.asked_at + LIFETIME_MS
        )
        link = f"{begin}/c/{token}"
        title = plain_text(found.title) or found.item_id
        message = confirmation_text(brand, language, item=title, link=link)
        return ConfirmationMail(leased, found, language, link, message, brand)
