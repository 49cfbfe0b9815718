"""The way out of a channel, and the page of preferences, by a link in a message."""

from collections.abc import Callable, Mapping

from functions.domain.nudges.insights.answers import NudgeAnswer
from functions.domain.nudges.messages.links import Capability, Purpose
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import customer
from functions.domain.preferences import CHANNELS, Answer, Preferences, Question, allows
from functions.errors import NotFound
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.signed_links.links import LinkSigner
from functions.services.people.preferences import UpdatePreferences
from functions.storage.identity import IdentityRows
from functions.storage.nudges import NudgeRows
from functions.storage.preferences import PreferenceRows


class ChangeByLink:
    """The way out of a channel, and a person's preferences, by a link in a message to them."""

    def __init__(
        self,
        *,
        signer: LinkSigner,
        nudges: NudgeRows,
        report: ReportOutcome,
        preferences: PreferenceRows,
        update: UpdatePreferences,
        identity: IdentityRows,
        clock: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._nudges = nudges
        self._report = report
        self._preferences = preferences
        self._update = update
        self._identity = identity
        self._clock = clock

    def unsubscribe(self, token: str) -> None:
        """Turn off the channel that the link came on; again, or of an erased person, it is nothing.

        Raises:
            NotFound: it is no link for this, or it has ended.
        """
        capability = self.read(token, "unsubscribe")
        answer = NudgeAnswer("unsubscribed", self._clock(), "link")
        reached = _may_be_written_to(self._answers(capability), capability)
        if reached and self._exists(capability.nudge_id):
            self._report(capability.nudge_id, answer)

    def consents(self, token: str) -> tuple[Capability, Mapping[Question, bool]]:
        """What the person agreed to, by channel.

        Raises:
            NotFound: it is no link for this, or it has ended, or the person is gone.
        """
        capability, kept = self._kept(token)
        return capability, _by_channel(kept)

    def set_consents(self, token: str, wanted: Mapping[Question, bool], *, wording: str) -> None:
        """Set consents. A link turns on no channel but its own: who holds it owns that address.

        Raises:
            NotFound: it is no link for this, or it has ended, or the person is gone.
        """
        capability, kept = self._kept(token)
        known, at = _by_channel(kept), self._clock()
        answers: dict[str, Answer] = {
            channel: Answer(value, at, "link preferences", wording)
            for channel, value in wanted.items()
            if known.get(channel) != value and (not value or channel == capability.channel)
        }
        own = next((each for each in wanted if each == capability.channel), None)
        if own and not wanted[own] and _may_be_written_to(kept, capability):
            answers[own] = Answer(False, at, "link preferences", wording)
        if answers:
            self._update.update(capability.nudge_id.person, answers)

    def read(self, token: str, purpose: Purpose) -> Capability:
        """What the holder of a link may do.

        Raises:
            NotFound: it is no link for this, or it has ended.
        """
        capability = self._signer.verify(token, purpose)
        if capability.ended(self._clock()):
            raise NotFound("the link has ended")
        return capability

    def _kept(self, token: str) -> tuple[Capability, Preferences | None]:
        capability = self.read(token, "preferences")
        if not self._exists(capability.nudge_id):
            raise NotFound("what the link led to is not kept any more")
        return capability, self._answers(capability)

    def _answers(self, capability: Capability) -> Preferences | None:
        """The answers of the link's person; None of a visitor, who is written to on no channel."""
        person = capability.nudge_id.person
        if person.kind == "visitor":
            return None
        present = self._identity.names(person.id).user_id
        known, _rev = self._preferences.get(customer(present))
        return known

    def _exists(self, nudge_id: NudgeId) -> bool:
        """Whether the nudge is there: without it its person was erased, and is not made again."""
        return bool(self._nudges.find([nudge_id]))


def _by_channel(answers: Preferences | None) -> dict[Question, bool]:
    """The channels that the person agreed to."""
    return {} if answers is None else {channel: allows(answers, channel) for channel in CHANNELS}


def _may_be_written_to(answers: Preferences | None, capability: Capability) -> bool:
    """Whether the person has not turned off the link's own channel.

    Without a yes, too: who confirmed an address agreed to mails about single items.
    """
    if answers is None:
        return False
    return all(each.value for name, each in answers.items() if name == capability.channel)
