"""The auditor's names of settings as changes of the system's settings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from functions.domain.nudges.kinds import CHANNELS, KINDS

HOUR_S = 3_600
_PLAIN = {
    "sandbox": "sandbox",
    "paused": "paused",
    "valve": "valve",
    "zone": "timezone",
    "spread": "spread_s",
    "ratio": "restock_ratio",
}


def changes_of(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The body of `PUT /v1/settings/nudges` that sets these values."""
    changes: dict[str, Any] = {}
    for name, value in values:
        _merge(changes, _change(name, value))
    return changes


def _change(name: str, value: Any) -> Mapping[str, Any]:
    if name.startswith("kind."):
        return {"kinds": {name.removeprefix("kind."): {"on": value}}}
    if name.startswith("channel."):
        off = name.removeprefix("channel.")
        return {"channels": [each for each in CHANNELS if value or each != off]}
    if name.startswith("route."):
        return {"routes": {name.removeprefix("route."): value}}
    if name.endswith("_hours"):
        cap = {"count": 1, "seconds": value * HOUR_S}
        return {"caps": {name.removesuffix("_hours"): cap}}
    if name in _SHAPED:
        return _SHAPED[name](value)
    return {_PLAIN[name]: value}


_SHAPED: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "staff": lambda value: {"staff": list(value)},
    "allow": lambda value: {"allow_list": list(value)},
    "quiet_from": lambda hour: {"quiet_from": hour * 60},
    "quiet_to": lambda hour: {"quiet_until": hour * 60},
    "holdout": lambda share: {"kinds": {kind: {"holdout": share} for kind in KINDS}},
    "per_week": lambda n: {"cap_over_all": {"count": n, "seconds": 7 * 24 * HOUR_S}},
}


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict) and name != "caps":
            _merge(into[name], value)
        else:
            into[name] = {**into.get(name, {}), **value} if name == "caps" else value
