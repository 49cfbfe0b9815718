"""WhatsApp on AWS: End User Messaging Social, by templates that Meta approved.

After 24 hours without a message of the person only such templates may be sent.
Source: Meta's Cloud API, messages of the type `template`.
"""

import json
from collections.abc import Mapping
from typing import Any

from functions.domain.delivery.providers import Providers, WhatsAppProvider
from functions.domain.nudges.messages.template import MAX_VARIABLES
from functions.ports.aws.one_call import one_call
from functions.ports.channel_sender import Message, Released, SendResult

# Meta refuses an empty variable.
_EMPTY = "-"


class WhatsAppSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send an approved template with the message's variables."""
        provider = providers.whatsapp
        if provider is None:
            return Released("not_configured")
        if not message.parts.get("name"):
            return Released("no_template_name")
        return one_call(
            lambda: self._client.send_whatsapp_message(
                originationPhoneNumberId=provider.phone_number_id,
                metaApiVersion=provider.api_version,
                message=json.dumps(_body(message, provider)).encode(),
            ),
            lambda answer: str(answer["messageId"]),
        )


def _body(message: Message, provider: WhatsAppProvider) -> dict[str, Any]:
    language = provider.languages.get(message.language, message.language)
    template: dict[str, Any] = {"name": message.parts["name"], "language": {"code": language}}
    values = _variables(message.parts)
    if values:
        parameters = [{"type": "text", "text": value} for value in values]
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.address,
        "type": "template",
        "template": template,
        "biz_opaque_callback_data": message.reference,
    }


def _variables(parts: Mapping[str, str]) -> list[str]:
    """Return the values of the variables that the template has, in order, none of them empty."""
    names = [f"variable_{number}" for number in range(1, MAX_VARIABLES + 1)]
    used = [name for name in names if name in parts]
    return [" ".join(parts[name].split()) or _EMPTY for name in used]
