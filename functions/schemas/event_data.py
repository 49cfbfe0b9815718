"""The data of each type of event that endpoints get, as JSON and as JSON Schema."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from functions.domain.delivery.endpoint import Disabled
from functions.domain.delivery.event_types import EventType
from functions.domain.preferences import Question
from functions.schemas.nudges import ConversionResponse, LeasedNudge, NudgeResponse

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class ConvertedNudge(ConversionResponse):
    """An order that counts for a nudge; the same order comes again when its value changes."""

    user_id: str | None
    anonymous_id: str | None


class ChangedAudience(BaseModel):
    """Whether a customer may be written to on each channel now, and the channels that turned."""

    user_id: str
    consent: dict[Question, bool]
    changed: list[Question]


class PublishedModel(BaseModel):
    """Another model serves: a new one, or an earlier one again. `published_at` is UTC ms."""

    model_version: str
    replaces: str | None
    published_at: int


class DisabledEndpoint(BaseModel):
    """Another endpoint was disabled; `disabled_at` is UTC ms."""

    endpoint_id: str
    reason: Disabled
    disabled_at: int


DATA: Mapping[EventType, type[BaseModel]] = {
    "nudge.ready": LeasedNudge,
    "restock.alert": LeasedNudge,
    "nudge.cancelled": NudgeResponse,
    "nudge.converted": ConvertedNudge,
    "audience.changed": ChangedAudience,
    "model.published": PublishedModel,
    "endpoint.disabled": DisabledEndpoint,
}


def schema_of(event_type: EventType) -> dict[str, Any]:
    """Return the JSON Schema of the body of a webhook of this type."""
    data = DATA[event_type].model_json_schema(mode="serialization")
    definitions = data.pop("$defs", {})
    return {
        "$schema": _DIALECT,
        "title": event_type,
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event_type},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
        },
        "$defs": definitions,
    }
