"""Take over what a provider reports: outcomes of nudges, and addresses that get no more."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from functions.domain.crawlers import is_crawler
from functions.domain.delivery.feedback.report import Report
from functions.domain.nudges.insights.answers import NudgeAnswer, once_an_hour
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.recipients.addresses import Channel, normalised
from functions.domain.nudges.recipients.suppression import Suppression
from functions.errors import NotFound
from functions.ports.push_endpoints import PushEndpoints
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.recipients.contacts import Contacts, RecipientDigest
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.answers import AnswerRows
from functions.storage.nudges import NudgeRows
from functions.storage.push_tokens import PushTokenRows
from functions.storage.recipients import RecipientRows
from functions.storage.suppressions import SuppressedAddress, SuppressionRows

logger = logging.getLogger(__name__)
# Faster than this after the delivery only programs open and click.
_MACHINE_MS = 2_000
# What Apple's proxy calls itself, which loads every image of every mail.
_PROXY_AGENTS = frozenset({"Mozilla/5.0"})
_SEEN = frozenset({"opened", "clicked"})
_BY = "provider"


@dataclass(frozen=True, slots=True)
class FeedbackRows:
    nudges: NudgeRows
    answers: AnswerRows
    suppressions: SuppressionRows
    recipients: RecipientRows
    push_tokens: PushTokenRows


class TakeFeedback:
    """Each report may come several times, late, and before the one it follows."""

    def __init__(
        self,
        *,
        rows: FeedbackRows,
        signer: LinkSigner,
        report: ReportOutcome,
        contacts: Contacts,
        endpoints: PushEndpoints,
        digest: RecipientDigest,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._signer = signer
        self._report = report
        self._contacts = contacts
        self._endpoints = endpoints
        self._digest = digest
        self._clock = clock

    def __call__(self, report: Report) -> None:
        """Act on a report; again, it changes nothing.

        One whose reference was not made here, or for another channel, is dropped as a whole. One
        without a reference is of a message that another system sent: it may suppress all the same.

        Raises:
            Unavailable, RevisionLost: some of it may not be done; the same call may be made again.
        """
        if report.endpoint:
            self._drop_token(report.endpoint)
        nudge: Nudge | None = None
        if report.reference:
            nudge_id = self._meant(report)
            if nudge_id is None:
                logger.warning("a report of %s names no message of ours", report.channel)
                return
            nudge = self._rows.nudges.find([nudge_id]).get(nudge_id)
        self._suppress(report, nudge)
        if nudge is not None:
            self._record(report, nudge)
        elif report.suppresses == "stop":
            self._stop(report)

    def _meant(self, report: Report) -> NudgeId | None:
        try:
            capability = self._signer.verify(report.reference, "feedback")
        except NotFound:
            return None
        return capability.nudge_id if capability.channel == report.channel else None

    def _record(self, report: Report, nudge: Nudge) -> None:
        if report.outcome is None:
            return
        answer = NudgeAnswer(report.outcome, report.at, _BY)
        if report.outcome in _SEEN:
            answer = replace(answer, machine=self._by_machine(report, nudge))
            answer = once_an_hour(answer, nudge.handed_over_at or 0)
        self._answer(nudge.id, answer)

    def _answer(self, nudge_id: NudgeId, answer: NudgeAnswer) -> None:
        try:
            self._report(nudge_id, answer)
        except NotFound:  # its person was erased meanwhile
            logger.info("a report came for a nudge that is not kept any more")

    def _stop(self, report: Report) -> None:
        """Turn the channel off for the person whose nudge came to this address last.

        A number may have passed to another person since; then only the address is suppressed.
        """
        for address in self._addresses(report):
            digest = self._digest(report.channel, address)
            last = self._rows.recipients.get(report.channel, digest).last_nudge
            if last is None:
                continue
            known = self._contacts.find(last.person.id).addresses().get(report.channel, ())
            if address in known:
                self._answer(last, NudgeAnswer("unsubscribed", report.at, _BY))

    def _by_machine(self, report: Report, nudge: Nudge) -> bool:
        agent = report.user_agent
        if report.machine or is_crawler(agent) or agent in _PROXY_AGENTS:
            return True
        answers = self._rows.answers.find(nudge.id)
        delivered = [each.at for each in answers if each.outcome == "delivered"]
        since = min(delivered, default=nudge.handed_over_at or 0)
        return report.at - since < _MACHINE_MS

    def _suppress(self, report: Report, nudge: Nudge | None) -> None:
        if report.suppresses is None:
            return
        suppression = Suppression(report.suppresses, min(report.at, self._clock()), _BY)
        listed = not report.reference or nudge is not None
        entries = []
        for address in self._addresses(report):
            digest = self._digest(report.channel, address)
            if nudge is None or nudge.recipient == digest:
                shown = address if listed else None
                entries.append(SuppressedAddress(report.channel, digest, shown, suppression))
        self._rows.suppressions.suppress(entries)
        if nudge is not None and not self._rows.nudges.find([nudge.id]):
            for entry in entries:  # the person was erased meanwhile
                self._rows.suppressions.forget(entry.channel, entry.digest)

    def _addresses(self, report: Report) -> list[str]:
        found = (normalised(report.channel, each) for each in report.addresses)
        return [each for each in found if each]

    def _drop_token(self, endpoint: str) -> None:
        """Remove the token of a dead device from the person who has it now."""
        channel: Channel = "push"
        token = self._endpoints.token_of(endpoint)
        if token is None:
            return
        digest = self._digest(channel, token)
        owner = self._rows.push_tokens.owner(digest)
        if owner is not None and owner.kind == "customer":
            self._contacts.remove_token(owner.id, digest)
