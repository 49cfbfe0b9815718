"""Push on AWS: SNS platform endpoints, for FCM (HTTP v1) and APNs."""

import json
from typing import Any

from botocore.exceptions import ClientError

from functions.domain.delivery.providers import Providers
from functions.ports.aws.one_call import code_of, one_call, refused
from functions.ports.channel_sender import Gone, Message, Released, SendResult

_MAX_BYTES = 4_000  # APNs allows 4,096, FCM 4,000
_DISABLED = "EndpointDisabled"


class PushSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send to one device; a token that its platform gave up is `Gone`.

        The endpoint of a token is made first, which sends nothing and is the same each time.
        """
        applications = providers.push.applications if providers.push else {}
        application = applications.get(message.platform)
        if application is None:
            return Released("not_configured")
        payload = _payload(message, application)
        if max(len(text.encode()) for text in payload.values()) > _MAX_BYTES:
            return Released("too_long")
        try:
            endpoint = self._endpoint(application, message.address)
        except ClientError as error:
            return _no_token(error) or refused(error) or Released(code_of(error), 60)
        except Exception as error:  # noqa: BLE001 nothing was sent yet
            return Released(type(error).__name__, 60)
        return one_call(
            lambda: self._client.publish(
                TargetArn=endpoint, MessageStructure="json", Message=json.dumps(payload)
            ),
            lambda answer: str(answer["MessageId"]),
            _gone,
        )

    def _endpoint(self, application: str, token: str) -> str:
        answer = self._client.create_platform_endpoint(
            PlatformApplicationArn=application, Token=token
        )
        return str(answer["EndpointArn"])


def _payload(message: Message, application: str) -> dict[str, str]:
    """Return the message as each platform wants it; SNS takes the one of the application."""
    title, body = message.parts["title"], message.parts["body"]
    link = message.parts.get("link", "")
    data = {"hilo": message.reference, **({"link": link} if link else {})}
    fcm = {
        "fcmV1Message": {"message": {"notification": {"title": title, "body": body}, "data": data}}
    }
    apns = {"aps": {"alert": {"title": title, "body": body}}, **data}
    platform = application.rsplit(":app/", maxsplit=1)[-1].partition("/")[0]
    name = platform if platform.startswith("APNS") else "GCM"
    return {"default": body, name: json.dumps(apns if name.startswith("APNS") else fcm)}


def _gone(error: ClientError) -> Gone | None:
    return Gone("token_disabled") if code_of(error).startswith(_DISABLED) else None


def _no_token(error: ClientError) -> Gone | None:
    """A token that the platform's rules exclude is refused as an invalid parameter of that name."""
    code = code_of(error).removesuffix("Exception")
    text = str(error.response.get("Error", {}).get("Message", ""))
    return Gone("no_token") if code == "InvalidParameter" and "Token" in text else None
