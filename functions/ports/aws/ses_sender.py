"""E-mail on AWS: SES v2, with the whole message as raw MIME."""

from typing import Any

from functions.domain.delivery.providers import REFERENCE_TAGS, EmailProvider, Providers
from functions.domain.nudges.recipients.addresses import normalised
from functions.ports.aws.one_call import one_call
from functions.ports.channel_sender import Message, Released, SendResult
from functions.ports.raw_email import raw_email

# A value of an SES tag has at most 256 characters, and a reference may have more.
_TAG_LENGTH = 250


class SesSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send an e-mail in HTML and text. Images stay where they are, under their addresses."""
        provider = providers.email
        if provider is None:
            return Released("not_configured")
        if not message.address.isascii():  # SES knows no SMTPUTF8
            return Released("address_not_ascii")
        if normalised("email", message.address) != message.address:
            return Released("no_address")
        try:
            request = _request(message, provider)
        except ValueError as error:
            return Released(f"no e-mail: {error}")
        return one_call(
            lambda: self._client.send_email(**request), lambda answer: str(answer["MessageId"])
        )


def _request(message: Message, provider: EmailProvider) -> dict[str, Any]:
    reference = message.reference
    parts = [reference[n : n + _TAG_LENGTH] for n in range(0, len(reference), _TAG_LENGTH)]
    request: dict[str, Any] = {
        "FromEmailAddress": provider.from_address,
        "Destination": {"ToAddresses": [message.address]},
        "Content": {"Raw": {"Data": raw_email(message, provider.from_address)}},
        "EmailTags": [
            {"Name": name, "Value": part} for name, part in zip(REFERENCE_TAGS, parts, strict=False)
        ],
    }
    if provider.configuration_set:
        request["ConfigurationSetName"] = provider.configuration_set
    return request
