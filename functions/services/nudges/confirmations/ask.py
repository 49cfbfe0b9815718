"""Take a wish to hear of an item's return by an address that is not known to be the asker's."""

from collections.abc import Callable

from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.recipients.guest import guest_of
from functions.domain.nudges.restock.confirmation import Ask, Confirmations, asked
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person
from functions.domain.preferences import allows
from functions.errors import NotFound
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.services.retry import until_written
from functions.storage.catalog import CatalogRows
from functions.storage.confirmations import ConfirmationRows
from functions.storage.preferences import PreferenceRows
from functions.storage.stock import StockRows
from functions.storage.subscriptions import SubscriptionRows


class AskByAddress:
    """What is answered depends on the item alone, so that no one learns which addresses are known.

    A mail that asks for the confirmation follows, unless the address had its three of the day.
    """

    def __init__(
        self,
        *,
        rows: ConfirmationRows,
        subscriptions: SubscriptionRows,
        preferences: PreferenceRows,
        catalog: CatalogRows,
        stock: StockRows,
        digest: RecipientDigest,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._catalog = catalog
        self._stock = stock
        self._digest = digest
        self._clock = clock

    def __call__(
        self, item_id: str, address: str, *, location: str | None, language: Language | None
    ) -> bool:
        """Keep the wish; False where the item can be had already. `address` is normalised.

        Raises:
            NotFound: there is no such item.
            RevisionLost: wishes under this address kept changing.
        """
        item = self._catalog.get([item_id]).get(item_id)
        if item is None or item.deleted:
            raise NotFound(f"there is no item {item_id}")
        guest = self.guest(address)
        wish = Subscription(item_id, guest, 0, 0, location=location)
        if wish.in_stock(self._stock.find(item_id)):
            return False
        until_written(lambda: self._attempt(guest, address, Ask(item_id, 0, location, language)))
        return True

    def guest(self, address: str) -> Person:
        """The person that stands for a normalised address, whether anything is known of it."""
        return guest_of(self._digest("email", address))

    def _attempt(self, guest: Person, address: str, ask: Ask) -> None:
        now = self._clock()
        subscription, _ = self._subscriptions.get(guest, ask.item_id)
        known = self._rows.get(guest)
        if subscription and subscription.waits(now) and self._hears_of(guest, subscription):
            return
        known = Confirmations(address, known.asks, known.rev)
        after = asked(known, Ask(ask.item_id, now, ask.location, ask.language))
        if after is not known:
            self._rows.put(guest, after)

    def _hears_of(self, guest: Person, subscription: Subscription) -> bool:
        """Whether a mail answers the wish: its owner left the channel on since they agreed."""
        preferences, _rev = self._preferences.get(guest)
        return subscription.agreed("email", preferences) or allows(preferences, "email")
