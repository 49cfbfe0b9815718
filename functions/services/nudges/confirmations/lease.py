"""Hand mails that ask for a confirmation over to the tool that sends them.

They are no nudges: no consent, cap or quiet hour concerns them. Suppression, sandbox, valve, pause
and the switch of the kind do, and a bound of their own: any page can ask for one to any address.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from functions.domain.delivery.routes import NATIVE, PULL
from functions.domain.nudges.recipients.suppression import Recipient
from functions.domain.nudges.restock.confirmation import DAY_MS, Ask, Confirmations
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.errors import HiloError, RevisionLost
from functions.services.nudges.hand_over.claim import CHECK_HOLDS_MS
from functions.services.nudges.hand_over.valve import Valve
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.services.retry import until_written
from functions.storage.confirmation_days import ConfirmationDayRows
from functions.storage.confirmations import ConfirmationRows
from functions.storage.keys import recipient_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.recipients import RecipientRows
from functions.storage.transactions import Transactions, unchanged

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LeasedConfirmation:
    """A mail to `address` that is handed over with this wish."""

    guest: Person
    address: str
    ask: Ask


class LeaseConfirmations:
    def __init__(
        self,
        *,
        rows: ConfirmationRows,
        days: ConfirmationDayRows,
        recipients: RecipientRows,
        settings: NudgeSettingsRows,
        transactions: Transactions,
        valve: Valve,
        digest: RecipientDigest,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._days = days
        self._recipients = recipients
        self._settings = settings
        self._transactions = transactions
        self._valve = valve
        self._digest = digest
        self._pool = pool
        self._clock = clock

    def __call__(
        self, *, limit: int, lease_s: int, native: bool = False
    ) -> list[LeasedConfirmation]:
        """Hand over up to `limit` mails, the oldest first; each is handed over once.

        Raises:
            Unavailable: DynamoDB does not answer; nothing was handed over.
        """
        found = self.by_address(limit=limit, lease_s=lease_s, native=native)
        return [each for leased in found for each in leased]

    def by_address(
        self, *, limit: int, lease_s: int, native: bool = False
    ) -> Iterator[list[LeasedConfirmation]]:
        """Hand over the same, one address after the other, each as the caller asks for the next.

        Where e-mail goes through the shop's own provider, only a `native` caller gets any.
        """
        settings, now = self._settings.get(), self._clock()
        if settings.paused or not settings.kind("restock").on:
            return
        if (settings.route("email") == NATIVE) != native:
            return
        read = partial(self._rows.ready, until=now, limit=limit)
        guests = [guest for page in self._pool.map(read, SHARDS) for guest in page]
        if guests:
            yield from self._of_day(guests, settings, limit, lease_s, native=native)

    def _of_day(
        self,
        guests: list[Person],
        settings: NudgeSettings,
        limit: int,
        lease_s: int,
        *,
        native: bool,
    ) -> Iterator[list[LeasedConfirmation]]:
        """Hand mails over as long as the day has some left; what is not used goes back to it."""
        day = self._clock() // DAY_MS
        left = self._days.take(day, limit, settings.confirmations_a_day)
        if not left:
            logger.warning("no mail asks for a confirmation: confirmations_a_day are used up")
        try:
            for guest in guests:
                if not left:
                    return
                leased = self._claimed(guest, left, lease_s, NATIVE if native else PULL)
                left -= len(leased)
                yield leased
        finally:
            if left:
                self._days.give_back(day, left)

    def _claimed(
        self, guest: Person, most: int, lease_s: int, route: str
    ) -> list[LeasedConfirmation]:
        try:
            return until_written(lambda: self._attempt(guest, most, lease_s, route))
        except HiloError as fault:
            logger.warning("a confirmation was not claimed: %s", type(fault).__name__)
            return []

    def _attempt(
        self, guest: Person, most: int, lease_s: int, route: str
    ) -> list[LeasedConfirmation]:
        now, known = self._clock(), self._rows.get(guest)
        ready = known.ready(now)[:most]
        if not ready:
            return []
        settings = self._settings.get()
        recipient = self._recipients.get("email", self._digest("email", known.address))
        asks: list[Ask] = []
        for ask in ready:
            if recipient.suppressed or not _in_sandbox(settings, guest, known.address):
                asks.append(replace(ask, state="suppressed"))
            elif self._valve.takes(settings, now, bulk=False):
                until = now + lease_s * 1000
                leased = replace(ask, state="leased", valid_until=until, leased_at=now)
                asks.append(replace(leased, route=route))
        if not asks:
            return []
        handed = [ask for ask in asks if ask.state == "leased"]
        try:
            self._written(guest, known, asks, recipient, now)
        except RevisionLost:
            for _ in handed:
                self._valve.give_back(settings, now, bulk=False)
            raise
        return [LeasedConfirmation(guest, known.address, ask) for ask in handed]

    def _written(
        self,
        guest: Person,
        known: Confirmations,
        asks: list[Ask],
        recipient: Recipient,
        read_at: int,
    ) -> None:
        if self._clock() - read_at > CHECK_HOLDS_MS:
            raise RevisionLost("what was read is too old to claim by")
        after = known
        for ask in asks:
            after = after.with_ask(ask)
        key = attributes(recipient_keys.recipient("email", recipient.digest))
        self._transactions.write(
            [
                self._rows.put_action(guest, after),
                unchanged(self._transactions.table, key, recipient.rev),
            ]
        )


def _in_sandbox(settings: NudgeSettings, guest: Person, address: str) -> bool:
    """Whether a mail may go there: to any address, or in the sandbox to the allow-list's."""
    return not settings.sandbox or bool({address, guest.id} & settings.allow_list)
