"""Limits of all inputs."""

import json
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic.config import JsonDict

from functions.domain.reading import ids, numbers

MAX_BATCH_BYTES = 500_000  # as sent
MAX_INFLATED_BYTES = 5_000_000
MAX_VALUES = 300_000  # of a body, counted by brackets and commas: a sixth of a second to parse
MAX_VALUES_WITHOUT_KEY = 50_000  # of one of `MAX_BATCH_BYTES` that shows its key itself
MAX_CONTEXT_BYTES = 32_000  # of one that all entries of a batch share
MAX_EVENT_BYTES = 32_000
MAX_ORDER_BYTES = 250_000  # of one that reports an order; DynamoDB keeps 400 KB in a row
MAX_ENTRIES = 2_500
MAX_ID_BYTES = 256
MAX_PRODUCTS = 2_500
MAX_TRAITS_BYTES = 10_000  # of one event, as JSON
MAX_TIME_MS = 4_102_444_800_000  # the year 2100


def _price(value: Any) -> float:
    return float(numbers.price_of(value))


def _traits(value: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(text) > MAX_TRAITS_BYTES:
        raise ValueError(f"may have {MAX_TRAITS_BYTES} bytes as JSON; keep long texts elsewhere")
    return value


# What JSON Schema can say of an id; it counts characters where we count bytes.
_ID_SCHEMA: JsonDict = {"minLength": 1, "maxLength": MAX_ID_BYTES}

Id = Annotated[str, Field(json_schema_extra=_ID_SCHEMA), BeforeValidator(ids.id_of)]
"""An id as text; numbers are their text."""

Traits = Annotated[dict[str, Any], AfterValidator(_traits)]
Name = Annotated[str, Field(min_length=1, max_length=256)]
ShortText = Annotated[str, Field(max_length=512)]
Price = Annotated[float, Field(ge=0, le=1e9), BeforeValidator(_price)]
Number = Annotated[
    Decimal,
    PlainSerializer(numbers.json_number, return_type=float | int),
    WithJsonSchema({"type": "number"}),
]
"""A decimal, in answers as a JSON number, which holds its 15 digits exactly."""

Quantity = Annotated[
    Decimal,
    BeforeValidator(numbers.quantity_of),
    PlainSerializer(numbers.json_number, return_type=float | int),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1_000_000}),
]
