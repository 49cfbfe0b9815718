"""The settings of nudges as JSON. Unknown names are refused."""

from itertools import pairwise
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.domain.delivery.routes import ROUTE
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.recipients.addresses import Channel as AddressedChannel
from functions.domain.nudges.recipients.addresses import normalised
from functions.domain.nudges.settings import Effect, ImplicitSignal
from functions.schemas.providers import ProvidersChange

_STRICT = ConfigDict(extra="forbid")
_YEAR_S = 366 * 86_400


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise ValueError("is no time zone, like Europe/Madrid") from error
    return name


def _rising(delays: list[int]) -> list[int]:
    later = [0, *delays[1:]]
    if any(after <= before for before, after in pairwise(later)):
        raise ValueError("must rise from the second on: each is counted from the first step")
    return delays


def _recipient(text: str) -> str:
    """An address in the form in which recipients are compared; a user id as events have it."""
    text = text.strip()
    channel: AddressedChannel = "email" if "@" in text else "sms"
    is_phone = text.startswith(("+", "00"))
    known = normalised(channel, text) if channel == "email" or is_phone else None
    return known or text


def _small(text: str) -> str:
    return text.strip().lower()


Seconds = Annotated[int, Field(ge=0, le=_YEAR_S)]
Minutes = Annotated[int, Field(ge=0, lt=1_440)]
Name = Annotated[str, Field(min_length=1, max_length=256)]
Recipient = Annotated[Name, AfterValidator(_recipient)]
Word = Annotated[Name, AfterValidator(_small)]
"""A state or an origin of orders: events name it in any letters."""
Route = Annotated[str, Field(pattern=rf"^({ROUTE})$")]


class KindChange(BaseModel):
    """What changes of one kind; what is not given stays as it is."""

    model_config = _STRICT

    on: bool | None = None
    delays_s: (
        Annotated[list[Seconds], Field(min_length=1, max_length=9), AfterValidator(_rising)] | None
    ) = None
    channels: list[Channel] | None = None
    quiet: Literal["hold", "skip"] | None = None
    lapses_after_s: Seconds | None = None
    incentive_from: Annotated[int, Field(ge=0, le=9)] | None = None
    holdout: Annotated[float, Field(ge=0, le=1)] | None = None


class CapChange(BaseModel):
    """At most `count` hand-overs in any window of `seconds`."""

    model_config = _STRICT

    count: Annotated[int, Field(ge=0, le=1_000)]
    seconds: Annotated[int, Field(ge=1, le=30 * 86_400)]


class WindowsChange(BaseModel):
    """How long after a click, and after a hand-over, an order counts for the nudge."""

    model_config = _STRICT

    clicked_s: Annotated[int, Field(ge=0, le=30 * 86_400)]
    handed_over_s: Annotated[int, Field(ge=0, le=30 * 86_400)]


class NudgeSettingsRequest(BaseModel):
    """What changes; what is not given stays as it is."""

    model_config = _STRICT

    paused: bool | None = None
    sandbox: bool | None = None
    allow_list: Annotated[list[Recipient], Field(max_length=100)] | None = None
    staff: Annotated[list[Name], Field(max_length=100)] | None = None
    kinds: dict[Kind, KindChange] | None = None
    channels: list[Channel] | None = None
    routes: dict[AddressedChannel, Route] | None = None
    caps: dict[AddressedChannel, CapChange] | None = None
    cap_over_all: CapChange | None = None
    quiet_from: Minutes | None = None
    quiet_until: Minutes | None = None
    timezone: Annotated[str, AfterValidator(_time_zone)] | None = None
    spread_s: Annotated[int, Field(ge=0, le=3_600)] | None = None
    rest_s: Seconds | None = None
    views_of_one_item: Annotated[int, Field(ge=1, le=100)] | None = None
    price_drop_from: Annotated[float, Field(gt=0, le=1)] | None = None
    low_stock_from: Annotated[int, Field(ge=1, le=1_000)] | None = None
    restock_ratio: Annotated[float, Field(gt=0, le=100)] | None = None
    restock_gap_s: Annotated[int, Field(ge=60, le=86_400)] | None = None
    restock_order: Literal["time", "affinity"] | None = None
    restock_implicit: list[ImplicitSignal] | None = None
    restock_days: Annotated[int, Field(ge=1, le=365)] | None = None
    confirmations_a_day: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    valve: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    bulk_share: Annotated[float, Field(ge=0, le=1)] | None = None
    order_effects: Annotated[dict[Word, Effect], Field(max_length=100)] | None = None
    windows: dict[Channel, WindowsChange] | None = None
    thanked_origins: Annotated[list[Word], Field(max_length=100)] | None = None
    providers: ProvidersChange | None = None


class NudgeSettingsResponse(BaseModel):
    """All settings that hold now; `rev` counts the changes."""

    rev: int
    settings: dict[str, Any]


class SettingsChange(BaseModel):
    """One change: what was given, when (UTC ms), and by which key."""

    rev: int
    at: int
    by: str
    changes: dict[str, Any]


class NudgeSettingsHistory(BaseModel):
    """The newest changes first."""

    changes: list[SettingsChange]
