"""Forget what leads from an erased person to an address, and from an address to the person."""

from collections.abc import Callable
from functools import partial

from functions.domain.nudges.recipients.contact import Reach, first_known
from functions.domain.person import Person
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.services.retry import until_written
from functions.storage.contacts import ContactRows
from functions.storage.nudges import NudgeRows
from functions.storage.push_tokens import PushTokenRows
from functions.storage.recipients import RecipientRows
from functions.storage.suppressions import SuppressionRows

_MOST_NUDGES = 500


class ForgetContact:
    """Removes what leads from a person to an address, outside of the person's own rows."""

    def __init__(
        self,
        *,
        rows: ContactRows,
        tokens: PushTokenRows,
        suppressions: SuppressionRows,
        recipients: RecipientRows,
        nudges: NudgeRows,
        digest: RecipientDigest,
    ) -> None:
        self._rows = rows
        self._tokens = tokens
        self._suppressions = suppressions
        self._recipients = recipients
        self._nudges = nudges
        self._digest = digest

    def __call__(self, person: Person) -> Callable[[], None]:
        """Forget an erased person's addresses; suppressed ones stay so under their HMACs.

        What it returns is to be called once the person's rows are gone: a nudge that was handed
        over meanwhile is named by its address again.
        """
        tokens = self._tokens.all(person)
        reach = Reach(first_known(self._rows.find([person])), tokens)
        for channel, addresses in reach.addresses().items():
            for address in addresses:
                self._suppressions.forget(channel, self._digest(channel, address))
        for token in tokens:
            until_written(partial(self._release, person, token.digest))
        written_to = {
            (nudge.channel, nudge.recipient)
            for nudge in self._nudges.newest(person, limit=_MOST_NUDGES)
            if nudge.recipient and nudge.channel and nudge.channel != "onsite"
        }

        def forget() -> None:
            until_written(lambda: self._recipients.forget(person, written_to))

        forget()
        return forget

    def _release(self, person: Person, digest: str) -> None:
        if self._tokens.owner(digest) == person:
            self._tokens.delete(person, digest)
