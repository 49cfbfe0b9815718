"""Read and change the settings of nudges."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any, cast

from functions.domain.delivery.providers import (
    EmailProvider,
    Providers,
    PushProvider,
    SmsProvider,
    WhatsAppProvider,
)
from functions.domain.nudges.insights.attribution import Windows
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.settings import Cap, KindSettings, NudgeSettings
from functions.services.retry import until_written
from functions.storage.nudge_settings import Change, NudgeSettingsRows

# Of these, what a change does not name stays.
_BY_NAME = frozenset({"kinds", "caps", "windows", "providers", "routes", "order_effects"})
PROVIDERS: Mapping[str, type[Any]] = {
    "email": EmailProvider,
    "sms": SmsProvider,
    "push": PushProvider,
    "whatsapp": WhatsAppProvider,
}
_SETS = frozenset({"allow_list", "staff", "channels", "thanked_origins", "restock_implicit"})


class ChangeNudgeSettings:
    def __init__(self, rows: NudgeSettingsRows, clock: Callable[[], int]) -> None:
        self._rows = rows
        self._clock = clock

    def __call__(self, changes: Mapping[str, Any], *, by: str) -> NudgeSettings:
        """Merge checked changes into the settings, and keep who made them.

        Raises:
            RevisionLost: others kept changing them.
        """
        return until_written(lambda: self._attempt(dict(changes), by))

    def _attempt(self, changes: dict[str, Any], by: str) -> NudgeSettings:
        now, before = self._clock(), self._rows.get()
        after = changed(before, changes, now)
        self._rows.put(after, Change(before.rev + 1, now, by, changes))
        return replace(after, rev=before.rev + 1)


def changed(settings: NudgeSettings, changes: Mapping[str, Any], now: int) -> NudgeSettings:
    """The settings after changes at `now` (UTC ms); switching on sets a watermark."""
    values = {name: value for name, value in changes.items() if name not in _BY_NAME}
    for name in _SETS & values.keys():
        values[name] = frozenset(values[name])
    if "cap_over_all" in values:
        values["cap_over_all"] = Cap(**values["cap_over_all"])
    if "channels" in values:
        new = values["channels"] - settings.channels
        since = {**settings.channels_since, **dict.fromkeys(new, now)}
        values["channels_since"] = cast("Mapping[Channel, int]", since)
    return replace(settings, **values, **_by_name(settings, changes, now))


def _by_name(settings: NudgeSettings, changes: Mapping[str, Any], now: int) -> dict[str, Any]:
    """The settings that have an entry for each kind or channel, with the entries given in place."""
    values: dict[str, Any] = {}
    if "kinds" in changes:
        given = cast("Mapping[Kind, Any]", changes["kinds"]).items()
        kinds = {kind: _kind(settings.kind(kind), change, now) for kind, change in given}
        values["kinds"] = {**settings.kinds, **kinds}
    for name in {"routes", "order_effects"} & changes.keys():
        values[name] = {**getattr(settings, name), **changes[name]}
    if "caps" in changes:
        caps = {channel: Cap(**cap) for channel, cap in changes["caps"].items()}
        values["caps"] = {**settings.caps, **caps}
    if "windows" in changes:
        windows = {channel: Windows(**each) for channel, each in changes["windows"].items()}
        values["windows"] = {**settings.windows, **windows}
    if "providers" in changes:
        values["providers"] = _providers(settings.providers, changes["providers"])
    return values


def _providers(known: Providers, changes: Mapping[str, Any]) -> Providers:
    """The providers with those that are given in place of what there was."""
    made = {channel: PROVIDERS[channel](**fields) for channel, fields in changes.items()}
    return replace(known, **made)


def _kind(known: KindSettings, change: Mapping[str, Any], now: int) -> KindSettings:
    values = dict(change)
    for name in {"delays_s", "channels"} & values.keys():
        values[name] = tuple(values[name])
    if values.get("on") and not known.on:
        values["watermark"] = now
    return replace(known, **values)


def shown(settings: NudgeSettings) -> dict[str, Any]:
    """The settings as plain JSON, by name, without their revision."""
    plain = {
        each.name: _plain(getattr(settings, each.name))
        for each in fields(settings)
        if each.name != "rev"
    }
    plain["kinds"] = {kind: _plain(asdict(each)) for kind, each in settings.kinds.items()}
    plain["caps"] = {channel: asdict(cap) for channel, cap in settings.caps.items()}
    plain["windows"] = {channel: asdict(each) for channel, each in settings.windows.items()}
    plain["providers"] = asdict(settings.providers)
    plain["cap_over_all"] = asdict(settings.cap_over_all)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else value
