"""The senders of AWS by channel, each with its client made at its first use."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.kinds import Channel
from functions.ports.aws.one_call import ONE_CALL
from functions.ports.aws.push_sender import PushSender
from functions.ports.aws.ses_sender import SesSender
from functions.ports.aws.sms_sender import SmsSender
from functions.ports.aws.whatsapp_sender import WhatsAppSender
from functions.ports.channel_sender import ChannelSender

if TYPE_CHECKING:
    import boto3

SENDERS: Mapping[Channel, tuple[str, type[Any]]] = {
    "email": ("sesv2", SesSender),
    "sms": ("pinpoint-sms-voice-v2", SmsSender),
    "push": ("sns", PushSender),
    "whatsapp": ("socialmessaging", WhatsAppSender),
}


class AwsSenders:
    def __init__(self, session: "boto3.Session", endpoint_url: str | None = None) -> None:
        self._session = session
        self._endpoint_url = endpoint_url
        self._made = cache(self._make)

    def __call__(self, channel: Channel) -> ChannelSender | None:
        return self._made(channel) if channel in SENDERS else None

    def _make(self, channel: Channel) -> ChannelSender:
        service, sender = SENDERS[channel]
        client: Any = self._session.client(  # type: ignore[call-overload] # the name is no literal
            service, endpoint_url=self._endpoint_url, config=ONE_CALL
        )
        made: ChannelSender = sender(client)
        return made
