"""Limits of all inputs."""

import json
import math
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.config import JsonDict

MAX_BATCH_BYTES = 500_000  # as sent
MAX_INFLATED_BYTES = 5_000_000
MAX_VALUES = 300_000  # of a body, as brackets and commas tell: a sixth of a second to parse
MAX_VALUES_WITHOUT_KEY = 50_000  # of one of `MAX_BATCH_BYTES` that shows its key itself
MAX_CONTEXT_BYTES = 32_000  # of one that all entries of a batch share
MAX_EVENT_BYTES = 32_000
MAX_ENTRIES = 2_500
MAX_ID_BYTES = 256
MAX_PRODUCTS = 500
MAX_TRAITS_BYTES = 10_000  # of one event, as JSON
MAX_TIME_MS = 4_102_444_800_000  # the year 2100


def _id(value: str) -> str:
    if not value or len(value.encode("utf-8", "surrogatepass")) > MAX_ID_BYTES:
        raise ValueError(f"must be 1 to {MAX_ID_BYTES} bytes")
    if "/" in value:
        raise ValueError("must not contain '/'")
    if not value.isprintable():
        raise ValueError("must contain printable characters only")
    return value


def _number_as_text(value: Any) -> Any:
    """Many senders keep numeric ids as numbers; the id is their text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text_as_number(value: Any) -> Any:
    """Many senders put prices between quotes."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and math.isfinite(value) else value


def _traits(value: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(text) > MAX_TRAITS_BYTES:
        raise ValueError(f"may have {MAX_TRAITS_BYTES} bytes as JSON; keep long texts elsewhere")
    return value


# What JSON Schema can say of an id; it counts characters where we count bytes.
_ID_SCHEMA: JsonDict = {"minLength": 1, "maxLength": MAX_ID_BYTES, "pattern": "^[^/]+$"}

Id = Annotated[
    str,
    Field(json_schema_extra=_ID_SCHEMA),
    BeforeValidator(_number_as_text),
    AfterValidator(_id),
]
Traits = Annotated[dict[str, Any], AfterValidator(_traits)]
Name = Annotated[str, Field(min_length=1, max_length=256)]
ShortText = Annotated[str, Field(max_length=512)]
Price = Annotated[
    float, Field(ge=0, le=1e9, allow_inf_nan=False, strict=True), BeforeValidator(_text_as_number)
]
Quantity = Annotated[
    int,
    Field(ge=0, le=1_000_000, strict=True),
    BeforeValidator(_whole),
    BeforeValidator(_text_as_number),
]
