"""The senders of AWS by channel, each with its client made at its first use."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from functions.domain.nudges.kinds import Channel
from functions.ports.aws.one_call import ONE_CALL
from functions.ports.aws.push_sender import PushSender
from functions.ports.aws.ses_sender import SesSender
from functions.ports.aws.sms_sender import SmsSender
from functions.ports.aws.whatsapp_sender import WhatsAppSender
from functions.ports.channel_sender import ChannelSender

SENDERS: Mapping[Channel, tuple[str, type[Any]]] = {
    "email": ("sesv2", SesSender),
    "sms": ("pinpoint-sms-voice-v2", SmsSender),
    "push": ("sns", PushSender),
    "whatsapp": ("socialmessaging", WhatsAppSender),
}


class AwsSenders:
    """`client` makes the client of a service, with options of `create_client`."""

    def __init__(self, client: Callable[..., Any]) -> None:
        self._client = client
        self._made = cache(self._make)

    def __call__(self, channel: Channel) -> ChannelSender | None:
        return self._made(channel) if channel in SENDERS else None

    def _make(self, channel: Channel) -> ChannelSender:
        service, sender = SENDERS[channel]
        made: ChannelSender = sender(self._client(service, config=ONE_CALL))
        return made
