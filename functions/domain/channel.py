"""The channel of an event, as its sender reports it."""

from collections.abc import Mapping
from typing import Any

DEFAULT = "web"
_MAX_LENGTH = 32
# Segment's own libraries, by the start of their names; server libraries say nothing of a channel.
_APPS = ("analytics-ios", "analytics-android", "analytics-kotlin", "analytics-swift",
         "analytics-react-native", "analytics_flutter", "analytics-flutter")  # fmt: skip


def channel_of(context: Mapping[str, Any]) -> str:
    """`context.channel` when it is there, else what the sending library tells."""
    value = context.get("channel")
    if isinstance(value, str) and value.strip():
        return value.strip().lower()[:_MAX_LENGTH]
    library = context.get("library")
    name = library.get("name") if isinstance(library, Mapping) else None
    return "app" if isinstance(name, str) and name.startswith(_APPS) else DEFAULT
