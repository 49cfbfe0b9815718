"""Messages on a laptop: each is a file in a folder, and none is sent."""

import json
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

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
            path = self._kept(message, providers)
        except (OSError, ValueError) as fault:
            return Released(type(fault).__name__)
        return Sent(path.name)

    def _kept(self, message: Message, providers: Providers) -> Path:
        """Write a message whole or not at all, and return its file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._channel}-{uuid4().hex}"
        if self._channel == "email" and providers.email:
            path, data = path.with_suffix(".eml"), raw_email(message, providers.email.from_address)
        else:
            text = json.dumps(asdict(message), ensure_ascii=False, indent=2)
            path, data = path.with_suffix(".json"), text.encode()
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
        return path


class NoPushEndpoints:
    def token_of(self, endpoint: str) -> str | None:  # noqa: ARG002 no device is known here
        return None
