"""Let people wait for an item who showed interest in it, as far as the settings say so."""

from collections.abc import Callable, Iterable
from functools import partial

from functions.domain.event import Event
from functions.domain.nudges.restock.implicit import MAX_IMPLICIT, ImpliedWish, implied
from functions.domain.nudges.restock.subscription import Subscription, expiry
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.stock import ONLINE
from functions.services.people.erasures import Erasures
from functions.services.retry import until_written
from functions.storage.stock import StockRows
from functions.storage.subscriptions import SubscriptionRows


class ImplicitRestock:
    def __init__(
        self,
        *,
        rows: SubscriptionRows,
        stock: StockRows,
        erasures: Erasures,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._stock = stock
        self._erasures = erasures
        self._clock = clock

    def arrived(self, events: Iterable[Event], settings: NudgeSettings) -> None:
        """Take over what new events show; again, it changes nothing.

        Raises:
            Unavailable, RevisionLost: some may be missing; the same events have to come again.
        """
        if not settings.restock_implicit or not settings.kind("restock").on:
            return
        wishes = implied(events, settings.restock_implicit)
        sold_out = self._sold_out({wish.item_id for wish in wishes if wish.viewed})
        for wish in wishes:
            if not wish.viewed or wish.item_id in sold_out:
                until_written(partial(self._taken_over, wish, settings.restock_days))

    def _sold_out(self, item_ids: set[str]) -> set[str]:
        """Those of these items that the online shop counts, and has none of."""
        places = [(item_id, ONLINE) for item_id in item_ids]
        levels = self._stock.get(places) if places else {}
        return {item_id for (item_id, _), level in levels.items() if not level.in_stock}

    def _taken_over(self, wish: ImpliedWish, days: int) -> None:
        known, rev = self._rows.get(wish.person, wish.item_id)
        if wish.ended:
            if known and known.implicit and known.state == "active" and known.since <= wish.at:
                self._rows.delete(known, rev=rev)
            return
        new = Subscription(wish.item_id, wish.person, wish.at, expiry(wish.at, days), implicit=True)
        # A person who was notified, or took a wish back, waits again only if they ask.
        if known or not new.waits(self._clock()) or self._too_many(wish):
            return
        self._rows.put(new, known=(known, rev))
        if self._erasures.covering([wish.event]):
            until_written(partial(self._withdrawn, new))

    def _too_many(self, wish: ImpliedWish) -> bool:
        own = (each for each in self._rows.find(wish.person) if each.implicit)
        return sum(1 for _ in own) >= MAX_IMPLICIT

    def _withdrawn(self, subscription: Subscription) -> None:
        known, rev = self._rows.get(subscription.person, subscription.item_id)
        if known:
            self._rows.delete(known, rev=rev)
