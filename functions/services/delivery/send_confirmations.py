"""Send the mails that ask for a confirmation through the shop's own provider of e-mail."""

from collections.abc import Callable

from functions.domain.delivery.providers import Providers
from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.restock.confirmation import Outcome
from functions.errors import NotFound
from functions.ports.channel_sender import ChannelSender, Gone, Message, Released, Senders, Sent
from functions.services.nudges.confirmations.answer import AnswerConfirmation
from functions.services.nudges.confirmations.lease import LeaseConfirmations
from functions.services.nudges.confirmations.mail import BuildConfirmations, ConfirmationMail
from functions.storage.nudge_settings import NudgeSettingsRows

# Of one look; there is one a minute.
_MOST = 50
_LEASE_S = 300
_BY = "provider"


class SendConfirmations:
    """One call of the provider for each mail: one that may have been taken is not sent again."""

    def __init__(
        self,
        *,
        lease: LeaseConfirmations,
        build: BuildConfirmations,
        answer: AnswerConfirmation,
        senders: Senders,
        settings: NudgeSettingsRows,
        reference: Callable[[ConfirmationMail], str],
        links_url: str,
    ) -> None:
        self._lease = lease
        self._build = build
        self._answer = answer
        self._senders = senders
        self._settings = settings
        self._reference = reference
        self._links_url = links_url

    def __call__(self) -> int:
        """Send what waits, and give how many mails that were; none where another route sends them.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        settings = self._settings.get()
        sender = self._senders("email")
        if sender is None or settings.route("email") != NATIVE:
            return 0
        if not settings.providers.configured("email"):
            return 0
        sent = 0
        # One address after the other: a call that ends here leaves the others as they are.
        for leased in self._lease.by_address(limit=_MOST, lease_s=_LEASE_S, native=True):
            for mail in self._build(leased, self._links_url):
                self._send(mail, sender, settings.providers)
                sent += 1
        return sent

    def _send(self, mail: ConfirmationMail, sender: ChannelSender, providers: Providers) -> None:
        brand, message = mail.brand, mail.message
        result = sender.send(
            Message(
                address=mail.leased.address,
                parts={"subject": message.subject, "text": message.text, "html": message.html},
                reference=self._reference(mail),
                language=mail.language,
                sender_name=brand.sender_name or brand.name,
                reply_to=brand.reply_to or "",
            ),
            providers,
        )
        if isinstance(result, Sent):
            self._report(mail, "sent")
        elif isinstance(result, Released):
            self._report(mail, "not_sent")
        elif isinstance(result, Gone):
            self._report(mail, "bounced")

    def _report(self, mail: ConfirmationMail, outcome: Outcome) -> None:
        leased = mail.leased
        try:
            self._answer(
                leased.guest, leased.ask.asked_at, outcome, by=_BY, lease_id=leased.ask.lease_id
            )
        except NotFound:
            return  # the guest was erased meanwhile
