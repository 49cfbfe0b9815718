"""Take over what became of mails that asked for a confirmation."""

from collections.abc import Callable
from dataclasses import replace

from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.restock.confirmation import DAY_MS, Ask, Confirmations, Outcome
from functions.domain.person import Person
from functions.errors import NotFound
from functions.services.nudges.confirmations.lease import LeasedConfirmation
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.retry import until_written
from functions.storage.confirmation_days import ConfirmationDayRows
from functions.storage.confirmations import ConfirmationRows


class AnswerConfirmation:
    """Takes over what became of a mail that asked for a confirmation."""

    def __init__(
        self,
        rows: ConfirmationRows,
        days: ConfirmationDayRows,
        suppressions: Suppressions,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._days = days
        self._suppressions = suppressions
        self._clock = clock

    def __call__(
        self,
        guest: Person,
        asked_at: int,
        outcome: Outcome,
        *,
        by: str,
        lease_id: str | None = None,
    ) -> None:
        """`not_sent` frees a mail under lease for another; a bounce or complaint ends the address.

        With a `lease_id`, it frees no other lease of the mail.

        Raises:
            NotFound: there is no such mail, or it ended.
            RevisionLost: wishes under this address kept changing.
        """
        known, freed = until_written(lambda: self._attempt(guest, asked_at, outcome, lease_id))
        if freed:
            self._days.give_back(freed.leased_at // DAY_MS, 1)
        if outcome in {"bounced", "complained"}:
            reason = "hard_bounce" if outcome == "bounced" else "complaint"
            self._suppressions.add("email", [known.address], reason=reason, by=by)  # type: ignore[arg-type] # one of the two

    def free(self, leased: LeasedConfirmation) -> None:
        """Let another call lease a mail that no one got."""
        ask = leased.ask
        self(leased.guest, ask.asked_at, "not_sent", by="lease", lease_id=ask.lease_id)

    def _attempt(
        self, guest: Person, asked_at: int, outcome: Outcome, lease_id: str | None
    ) -> tuple[Confirmations, Ask | None]:
        """The wishes before the outcome, and the one whose mail it frees."""
        known = self._rows.get(guest)
        ask = known.find(asked_at, self._clock())
        was_leased = ask is not None and ask.leased_at and ask.state in {"ready", "leased", "sent"}
        if ask is None or not was_leased:
            raise NotFound("there is no such confirmation")
        freed = outcome == "not_sent" and ask.state == "leased"
        if outcome == "not_sent" and (ask.state == "ready" or _of_another(ask, lease_id)):
            return known, None
        after = replace(ask, state="ready" if freed else "sent")
        if after != ask:
            self._rows.put(guest, known.with_ask(after))
        return known, ask if freed else None


def _of_another(ask: Ask, lease_id: str | None) -> bool:
    """Whether `not_sent` is about a lease that its caller did not get.

    What went to a provider, which may have sent it, is freed by the caller of that provider alone.
    """
    if lease_id is None:
        return ask.route == NATIVE
    return lease_id != ask.lease_id
