"""Text messages on AWS: End User Messaging."""

from typing import Any

from botocore.exceptions import ClientError

from functions.domain.delivery.providers import REFERENCE_KEY, Providers, SmsProvider
from functions.domain.nudges.messages.sms_segments import sms_size
from functions.ports.aws.one_call import one_call
from functions.ports.channel_sender import Gone, Message, Released, SendResult

# What one message may cost at most; a template is refused from four on, with made-up values.
MAX_SEGMENTS = 6
_OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"


class SmsSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send a text; a number on the opt-out list of the account is `Gone`."""
        provider = providers.sms
        if provider is None:
            return Released("not_configured")
        if sms_size(message.parts["text"]).segments > MAX_SEGMENTS:
            return Released("too_many_segments")
        return one_call(
            lambda: self._client.send_text_message(**_request(message, provider)),
            lambda answer: str(answer["MessageId"]),
            _gone,
        )


def _request(message: Message, provider: SmsProvider) -> dict[str, Any]:
    request: dict[str, Any] = {
        "DestinationPhoneNumber": message.address,
        "OriginationIdentity": provider.origination_identity,
        "MessageBody": message.parts["text"],
        "MessageType": provider.message_type,
        "Context": {REFERENCE_KEY: message.reference},
    }
    if provider.configuration_set:
        request["ConfigurationSetName"] = provider.configuration_set
    return request


def _gone(error: ClientError) -> Gone | None:
    return Gone("opted_out") if error.response.get("Reason") == _OPTED_OUT else None
