"""Turn a channel off for a person who unsubscribed, complained, or whose address bounced."""

from collections.abc import Mapping, Sequence

from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.recipients.suppression import SuppressionReason
from functions.domain.preferences import CHANNELS, Answer
from functions.services.nudges.recipients.contacts import Contacts, RecipientDigest
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.people.preferences import UpdatePreferences
from functions.storage.customer_rows import CustomerRows
from functions.storage.nudges import NudgeRows

_SUPPRESSES: Mapping[Outcome, SuppressionReason] = {
    "bounced": "hard_bounce",
    "complained": "complaint",
}


class TurnOff:
    def __init__(
        self,
        *,
        nudges: NudgeRows,
        update_preferences: UpdatePreferences,
        contacts: Contacts,
        suppressions: Suppressions,
        digest: RecipientDigest,
        rows: CustomerRows,
    ) -> None:
        self._nudges = nudges
        self._update_preferences = update_preferences
        self._contacts = contacts
        self._suppressions = suppressions
        self._digest = digest
        self._rows = rows

    def __call__(self, nudge: Nudge, answer: NudgeAnswer) -> None:
        """Turn the channel of a nudge off after an answer to it; again, it changes nothing.

        A bounce of an address that the shop has replaced turns nothing off.

        Raises:
            RevisionLost, Unavailable: some may be on still; the same call may be made again.
        """
        if nudge.channel == "push" and answer.outcome == "bounced":
            # The app is gone from one device: other devices of the person stay reachable.
            self._contacts.remove_token(nudge.id.person.id, nudge.recipient or "")
            return
        if answer.outcome == "bounced" and self._was_replaced(nudge):
            return
        no = Answer(False, answer.at, f"nudge {answer.outcome}")
        if nudge.channel in CHANNELS:
            self._update_preferences.update(nudge.id.person, {nudge.channel: no})
            self._suppress(nudge, answer)
        if not self._nudges.find([nudge.id]):
            self._rows.delete(nudge.id.person)  # the person was erased meanwhile

    def _suppress(self, nudge: Nudge, answer: NudgeAnswer) -> None:
        """Suppress the address that bounced or complained, for whichever person has it."""
        reason = _SUPPRESSES.get(answer.outcome)
        channel, person = nudge.channel, nudge.id.person
        if reason is None or channel is None or channel == "onsite" or person.kind == "visitor":
            return
        if found := self._its_address(nudge, self._known(nudge)):
            self._suppressions.add(channel, found, reason=reason, by=answer.by)

    def _was_replaced(self, nudge: Nudge) -> bool:
        """Whether the person has another address now, at which they can be reached."""
        known = self._known(nudge)
        return bool(nudge.recipient and known) and not self._its_address(nudge, known)

    def _its_address(self, nudge: Nudge, known: Sequence[str]) -> list[str]:
        """The address that the nudge was claimed for, if it is among those known."""
        channel = nudge.channel
        if channel is None or channel == "onsite":
            return []
        return [each for each in known if self._digest(channel, each) == nudge.recipient]

    def _known(self, nudge: Nudge) -> Sequence[str]:
        """The addresses that its person has now."""
        if nudge.channel is None or nudge.channel == "onsite":
            return ()
        return self._contacts.find(nudge.id.person.id).addresses().get(nudge.channel, ())
