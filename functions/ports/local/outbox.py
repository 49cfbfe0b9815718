"""Messages on a laptop: each is a file in a folder, and none is sent."""

import json
from dataclasses import asdict
from pathlib import Path

from functions.domain.delivery.providers import Providers
from functions.domain.nudges.kinds import ON_SITE, Channel
from functions.ports.channel_sender import ChannelSender, Message, Released, SendResult, Sent
from functions.ports.raw_email import raw_email


class Outbox:
    """E-mails are `.eml` files that mail programs open, other messages are JSON."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, channel: Channel) -> ChannelSender | None:
        return None if channel == ON_SITE else _Sender(self._folder, channel)


class _Sender:
    def __init__(self, folder: Path, channel: Channel) -> None:
        self._folder = folder
        self._channel = channel

    def send(self, message: Message, providers: Providers) -> SendResult:
        if not providers.configured(self._channel):
            return Released("not_configured")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self._folder.iterdir())) + 1
            path = self._folder / f"{number:06d}-{self._channel}"
            if self._channel == "email" and providers.email:
                path = path.with_suffix(".eml")
                path.write_bytes(raw_email(message, providers.email.from_address))
            else:
                path = path.with_suffix(".json")
                path.write_text(json.dumps(asdict(message), ensure_ascii=False, indent=2), "utf-8")
        except (OSError, ValueError) as fault:
            return Released(type(fault).__name__)
        return Sent(path.name)


class NoPushEndpoints:
    def token_of(self, endpoint: str) -> str | None:  # noqa: ARG002 no device is known here
        return None
