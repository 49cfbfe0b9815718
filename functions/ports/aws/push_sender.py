"""Push on AWS: SNS platform endpoints, for FCM (HTTP v1) and APNs."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from functions.domain.delivery.providers import Providers
from functions.ports.aws.error_code import code_of
from functions.ports.aws.one_call import one_call, refused
from functions.ports.channel_sender import Gone, Message, Released, SendResult, Sent

_MAX_BYTES = 4_000  # APNs allows 4,096, FCM 4,000
_DISABLED = "EndpointDisabled"
# The shop deleted it, or the application that it was of.
_NO_ENDPOINT = Gone("no_endpoint")


class PushSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send to one device; a token that its platform gave up is `Gone`.

        A token without an endpoint gets one first, which sends nothing and is the same each time.
        """
        applications = providers.push.applications if providers.push else {}
        application = applications.get(message.platform)
        if application is None:
            return Released("not_configured")
        payload = _payload(message, application)
        if max(len(text.encode()) for text in payload.values()) > _MAX_BYTES:
            return Released("too_long")
        if _is_of(message.endpoint, application):
            result = self._publish(message.endpoint, payload)
            if result != _NO_ENDPOINT:
                return result
        return self._by_new_endpoint(application, message.address, payload)

    def _by_new_endpoint(
        self, application: str, token: str, payload: Mapping[str, str]
    ) -> SendResult:
        try:
            endpoint = self._endpoint(application, token)
        except ClientError as error:
            return _no_token(error) or refused(error) or Released(code_of(error), 60)
        except Exception as error:  # noqa: BLE001 nothing was sent yet
            return Released(type(error).__name__, 60)
        result = self._publish(endpoint, payload)
        if result == _NO_ENDPOINT:
            return Released(_NO_ENDPOINT.reason, 60)
        return replace(result, endpoint=endpoint) if isinstance(result, Sent) else result

    def _publish(self, endpoint: str, payload: Mapping[str, str]) -> SendResult:
        return one_call(
            lambda: self._client.publish(
                TargetArn=endpoint, MessageStructure="json", Message=json.dumps(payload)
            ),
            lambda answer: str(answer["MessageId"]),
            _gone,
        )

    def _endpoint(self, application: str, token: str) -> str:
        """Make the endpoint of a token, or enable the one that it had before."""
        answer = self._client.create_platform_endpoint(
            PlatformApplicationArn=application, Token=token
        )
        endpoint = str(answer["EndpointArn"])
        self._client.set_endpoint_attributes(
            EndpointArn=endpoint, Attributes={"Enabled": "true", "Token": token}
        )
        return endpoint


def _is_of(endpoint: str, application: str) -> bool:
    """Whether an endpoint is one of this application: its ARN has that of the application in it."""
    return endpoint.startswith(application.replace(":app/", ":endpoint/") + "/")


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
    code = code_of(error).removesuffix("Exception")
    if code == _DISABLED:
        return Gone("token_disabled")
    missing = code == "InvalidParameter" and "No endpoint found" in _text(error)
    return _NO_ENDPOINT if missing or code == "NotFound" else None


def _no_token(error: ClientError) -> Gone | None:
    """A token that the platform's rules exclude is refused as an invalid parameter of that name."""
    code = code_of(error).removesuffix("Exception")
    return Gone("no_token") if code == "InvalidParameter" and "Token" in _text(error) else None


def _text(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", ""))
