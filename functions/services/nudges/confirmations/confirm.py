"""Confirm an address by the link that was sent there: only then is there a subscription."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from functions.domain.item import Item
from functions.domain.nudges.messages.links import Capability
from functions.domain.nudges.recipients.contact import VerifiedAddress
from functions.domain.nudges.restock.confirmation import Ask
from functions.domain.nudges.restock.subscription import Subscription, asked, expiry
from functions.domain.person import Person
from functions.errors import NotFound
from functions.services.nudges.signed_links.links import LinkSigner
from functions.services.people.erasures import Erasures
from functions.services.retry import until_written
from functions.storage.catalog import CatalogRows
from functions.storage.confirmations import ConfirmationRows
from functions.storage.contacts import ContactRows
from functions.storage.customer_rows import CustomerRows
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.subscriptions import SubscriptionRows
from functions.storage.transactions import Transactions

_BY = "link confirm"


@dataclass(frozen=True, slots=True)
class ConfirmationSources:
    """The rows that a confirmation reads and writes."""

    confirmations: ConfirmationRows
    contacts: ContactRows
    subscriptions: SubscriptionRows
    catalog: CatalogRows
    settings: NudgeSettingsRows
    rows: CustomerRows
    transactions: Transactions


class ConfirmByLink:
    def __init__(
        self,
        signer: LinkSigner,
        sources: ConfirmationSources,
        erasures: Erasures,
        clock: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._sources = sources
        self._erasures = erasures
        self._clock = clock

    def item(self, token: str) -> Item:
        """The item that the link is about; to look changes nothing.

        Raises:
            NotFound: it is no link for this, it has ended, or its person was erased.
        """
        capability, _ = self._read(token)
        item_id = capability.item_id
        return self._sources.catalog.get([item_id]).get(item_id) or Item(item_id, item_id)

    def confirm(self, token: str) -> None:
        """Let the owner of the address wait for the item from now on; again, it changes nothing.

        Raises:
            NotFound: it is no link for this, it has ended, or its person was erased.
            RevisionLost: what it writes kept changing.
        """
        until_written(lambda: self._attempt(token))

    def _read(self, token: str) -> tuple[Capability, Ask]:
        capability = self._signer.verify(token, "confirm")
        now, guest = self._clock(), capability.nudge_id.person
        known = self._sources.confirmations.get(guest)
        ask = known.find(capability.nudge_id.start, now)
        if capability.ended(now) or ask is None or ask.item_id != capability.item_id:
            raise NotFound("the link has ended")
        return capability, ask

    def _attempt(self, token: str) -> None:
        capability, ask = self._read(token)
        guest = capability.nudge_id.person
        if ask.state == "confirmed":
            return
        erased = self._erasures.find(guest)
        self._sources.transactions.write(self._actions(guest, ask))
        if self._erasures.find(guest) != erased:
            self._forget(guest, ask.item_id)
            raise NotFound("the link has ended")

    def _actions(self, guest: Person, ask: Ask) -> list[dict[str, object]]:
        sources, now = self._sources, self._clock()
        known = sources.confirmations.get(guest)
        contact, contact_rev = sources.contacts.get(guest)
        before, rev = sources.subscriptions.get(guest, ask.item_id)
        expires_at = expiry(now, sources.settings.get().restock_days)
        wish = Subscription(
            ask.item_id, guest, now, expires_at, ("email",), ask.location, confirmed_at=now
        )
        verified = contact.email or VerifiedAddress(known.address, now, _BY)
        after = replace(contact, email=verified, language=ask.language or contact.language)
        return [
            sources.confirmations.put_action(
                guest, known.with_ask(replace(ask, state="confirmed"))
            ),
            sources.contacts.put_action(guest, after, rev=contact_rev, expires_at=expires_at),
            *sources.subscriptions.put_actions(asked(before, wish, now=now), rev=rev),
        ]

    def _forget(self, guest: Person, item_id: str) -> None:
        known, rev = self._sources.subscriptions.get(guest, item_id)
        if known:
            self._sources.subscriptions.delete(known, rev=rev)
        self._sources.rows.delete(guest)
