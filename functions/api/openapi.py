"""OpenAPI details that FastAPI does not know: bodies that routes parse themselves, and errors."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from functions.api.problems import MEDIA_TYPE, STATUS
from functions.errors import (
    Forbidden,
    HiloError,
    Invalid,
    Malformed,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from functions.schemas.problems import Problem

# Errors that any call with a key may return.
WITH_KEY: tuple[type[HiloError], ...] = (Unauthorized, Forbidden, Invalid, Unavailable)
_SCHEMAS = "#/components/schemas/{model}"

TITLE = "Hilo"
DESCRIPTION = """\
A store's own personalization service: it records what people do on every channel, learns from it,
and answers what to show to each of them.

A *publishable* key may stand in a page: it sends events and reads recommendations. A *secret* key
stays with the shop's own servers. Show either as `Authorization: Bearer hk_…`, or as the user name
of Basic. Every error is a problem document (RFC 9457).
"""
TAGS = [
    {
        "name": "events",
        "description": "Segment's tracking API. Its libraries work once this host is configured; "
        "each call also has the short name that browsers use, its first letter.",
    },
    {"name": "recommendations", "description": "Items to show to a person at a placement."},
    {"name": "catalog", "description": "Items and their stock by location."},
    {"name": "rules", "description": "A merchandiser's rules: pin, boost, bury and block."},
    {"name": "nudges", "description": "Messages to people: what is sent, to which address, why."},
    {"name": "models", "description": "Trained models: their metrics, activation and rollback."},
    {
        "name": "customers",
        "description": "One customer's timeline, cart and orders over all channels.",
    },
    {"name": "nudges", "description": "Reminders, restock alerts, and what became of them."},
    {"name": "keys", "description": "Access keys, for the operator of the shop's Hilo."},
    {"name": "health", "description": "Liveness, readiness and the versions in service."},
]


def reads(model: type[BaseModel], *also: type[HiloError]) -> dict[str, Any]:
    """Options of a route that reads a JSON body of this shape itself; see `bodies.json_object`."""
    schema = model.model_json_schema(ref_template=_SCHEMAS)
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {
        "openapi_extra": {"requestBody": body},
        "responses": may_answer(Malformed, TooLarge, *also),
    }


def may_answer(*errors: type[HiloError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may end in these errors."""
    schema = Problem.model_json_schema(ref_template=_SCHEMAS)
    content = {MEDIA_TYPE: {"schema": schema}}
    return {
        STATUS[error].value: {"description": _described(STATUS[error]), "content": content}
        for error in errors
    }


def with_named_schemas(page: dict[str, Any]) -> dict[str, Any]:
    """The page with the schemas that `reads` and `may_answer` wrote out kept once, by name.

    Raises:
        TypeError: two different ones have the same name.
    """
    named: dict[str, Any] = page.setdefault("components", {}).setdefault("schemas", {})
    for content in _contents(page):
        schema = content["schema"]
        if "properties" in schema:
            written_out = {**schema.pop("$defs", {}), schema["title"]: schema}
            for name, each in written_out.items():
                if named.setdefault(name, each) != each:
                    raise TypeError(f"two schemas are called {name}; rename one")
            content["schema"] = {"$ref": _SCHEMAS.format(model=schema["title"])}
    return page


def _contents(page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    operations = (each for path in page["paths"].values() for each in path.values())
    for operation in operations:
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from part.get("content", {}).values()


def _described(status: HTTPStatus) -> str:
    return status.description or status.phrase
