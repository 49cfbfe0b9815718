"""The channel of an event, and how it is known."""

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.event import ChannelSource

WEB, APP, SERVER = "web", "app", "server"
MAX_LENGTH = 32
# Segment's and RudderStack's libraries of devices, by the start of their names.
_APPS = ("analytics-ios", "analytics-android", "analytics-kotlin", "analytics-swift",
         "analytics-react-native", "analytics_flutter", "analytics-flutter", "rudder-ios-library",
         "rudder-android-library", "rudder-swift", "rudder-kotlin", "rudder-sdk-react-native",
         "rudder-flutter", "rudderandroidclient", "com.rudderstack.android",
         "com.rudderstack.ios")  # fmt: skip
_PAGES = ("analytics.js", "@segment/analytics-next", "analytics-next", "ajs-next", "npm:next",
          "rudderlabs javascript sdk", "rudder-sdk-js", "rudder-js", "snippet")  # fmt: skip
_SERVERS = ("analytics-node", "@segment/analytics-node", "analytics-python", "analytics-java",
            "analytics-ruby", "analytics-php", "analytics-go", "analytics.net", "analytics-dotnet",
            "analytics-csharp", "analytics-rust", "analytics-clojure", "analytics-server",
            "rudder-sdk-", "rudder-analytics-python", "rudder-analytics", "rudder-server",
            "http api", "unknown")  # fmt: skip
# Of other libraries, words of their names: `@segment/analytics-react-native`, `posthog-python`.
_APP_WORDS = frozenset(
    ("ios", "android", "swift", "kotlin", "native", "flutter", "dart", "unity", "unreal", "cordova",
     "capacitor", "expo", "xamarin", "maui"))  # fmt: skip
_SERVER_WORDS = frozenset(
    ("node", "nodejs", "python", "ruby", "java", "php", "go", "golang", "dotnet", "net", "csharp",
     "rust", "clojure", "elixir", "perl", "scala", "server"))  # fmt: skip
_PAGE_WORDS = frozenset(
    ("js", "javascript", "web", "browser", "next", "react", "vue", "pixel", "gtm"))  # fmt: skip
_DEVICES = ("ios", "ipados", "android", "watchos", "tvos", "visionos", "harmonyos")
_RUDDER = {"mobile": APP, "web": WEB}


def channel_of(
    context: Mapping[str, Any],
    *,
    reported: Any = None,
    key_default: str | None = None,
) -> tuple[str, ChannelSource]:
    """The channel, and how it is known.

    `context.channel` comes first, then the sending library and its envelope (`reported` is
    RudderStack's `channel`), then the default of the key. Without any of them, what a server's
    library sends is taken for a server's, and all else for the web's.
    """
    sent = context.get("channel")
    if isinstance(sent, str) and sent.strip():
        return sent.strip().lower()[:MAX_LENGTH], "sent"
    found = _by_library(context, reported)
    if found in {APP, WEB}:
        return found, "library"
    return (key_default, "key") if key_default else (found or WEB, "assumed")


def _by_library(context: Mapping[str, Any], reported: Any) -> str | None:
    """Whether an app, a page or a server sent it; None without any trace."""
    library = _name(context.get("library")).lower()
    kind = reported.strip().lower() if isinstance(reported, str) else ""
    words = frozenset(re.split(r"[^a-z0-9]+", library))
    if library.startswith((*_APPS, *_PAGES)):
        return APP if library.startswith(_APPS) else WEB
    if words & _APP_WORDS and kind != SERVER:
        return APP
    if kind in _RUDDER or kind == SERVER or library.startswith(_SERVERS) or words & _SERVER_WORDS:
        return _RUDDER.get(kind, SERVER)
    if words & _PAGE_WORDS:
        return WEB
    if _is_device(context) and not (context.get("userAgent") or context.get("user_agent")):
        return APP
    return WEB if isinstance(context.get("page"), Mapping) and context["page"] else None


def _is_device(context: Mapping[str, Any]) -> bool:
    """Whether the system, or the type of the device, is one of apps."""
    device = context.get("device")
    kind = device.get("type") if isinstance(device, Mapping) else None
    names = (_name(context.get("os")), kind if isinstance(kind, str) else "")
    return any(name.lower().startswith(_DEVICES) for name in names)


def _name(value: Any) -> str:
    """The name of a library or a system, which some write as a text."""
    name = value.get("name") if isinstance(value, Mapping) else value
    return name if isinstance(name, str) else ""
