"""OpenAPI details that FastAPI does not know: bodies that routes parse themselves, and errors."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from functions.api.body_examples import with_examples
from functions.api.parameter_texts import with_texts
from functions.api.problems import MEDIA_TYPE, STATUS
from functions.api.query_models import with_query_parameters
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
from functions.services.access.trust import HEADER

# Errors that any call with a key may return.
WITH_KEY: tuple[type[HiloError], ...] = (Unauthorized, Forbidden, Invalid, Unavailable)
_SCHEMAS = "#/components/schemas/{model}"
_LATER = "later:"
_MODELS: dict[str, type[BaseModel]] = {}

# Operations that a page may call for the customer who is logged in.
TAKE_TOKEN = frozenset(
    {
        "batch", "import_history", "track", "identify", "alias", "page", "screen", "group",
        "recommendations", "recommend_page", "get_cart", "get_preferences", "put_preferences",
        "subscribe", "unsubscribe", "get_customers",
        "get_customers_nudges", "report_outcome",
    }
)  # fmt: skip
_TOKEN = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "with a publishable key: a JWT of the shop's back end, which proves who is "
    "logged in (HS256; claims `sub` = userId, `aud` = `hilo`, `exp`; header `kid`)",
}

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
    {"name": "imports", "description": "Files of orders, products, customers and past events."},
    {"name": "rules", "description": "A merchandiser's rules: pin, boost, bury and block."},
    {"name": "nudges", "description": "Messages to people: what is sent, to which address, why."},
    {"name": "models", "description": "Trained models: their metrics, activation and rollback."},
    {
        "name": "customers",
        "description": "One customer's timeline, cart and orders over all channels.",
    },
    {"name": "nudges", "description": "Reminders, restock alerts, and what became of them."},
    {"name": "delivery", "description": "Endpoints, and what went to them."},
    {"name": "keys", "description": "Access keys, for the operator of the shop's Hilo."},
    {"name": "health", "description": "Liveness, readiness and the versions in service."},
]


def reads(model: type[BaseModel], *also: type[HiloError]) -> dict[str, Any]:
    """Options of a route that reads a JSON body of this shape itself; see `bodies.json_object`."""
    body = {"required": True, "content": {"application/json": {"schema": _later(model)}}}
    return {
        "openapi_extra": {"requestBody": body},
        "responses": may_answer(Malformed, TooLarge, *also),
    }


def may_answer(*errors: type[HiloError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may end in these errors."""
    content = {MEDIA_TYPE: {"schema": _later(Problem)}}
    return {
        STATUS[error].value: {"description": _described(STATUS[error]), "content": content}
        for error in errors
    }


def _later(model: type[BaseModel]) -> dict[str, Any]:
    """A mark for the schema of a model, which is made where the page is asked for.

    To make them all would be a fifth of what our own modules take of a cold start.
    """
    _MODELS[model.__name__] = model
    return {"$ref": f"{_LATER}{model.__name__}"}


def completed(page: dict[str, Any]) -> dict[str, Any]:
    """The page with what FastAPI does not know; done again it changes nothing."""
    made = with_query_parameters(with_named_schemas(page))
    return with_token_header(with_examples(with_texts(made)))


def with_token_header(page: dict[str, Any]) -> dict[str, Any]:
    """The page with the visitor token at each operation that reads it."""
    for path in page["paths"].values():
        for operation in path.values():
            if operation["operationId"] in TAKE_TOKEN:
                parameters = operation.setdefault("parameters", [])
                if not any(each["name"] == HEADER for each in parameters):
                    parameters.append(dict(_TOKEN))
    return page


def with_named_schemas(page: dict[str, Any]) -> dict[str, Any]:
    """The page with the schemas that `reads` and `may_answer` wrote out kept once, by name.

    Raises:
        TypeError: two different ones have the same name.
    """
    named: dict[str, Any] = page.setdefault("components", {}).setdefault("schemas", {})
    for content in _contents(page):
        schema = content["schema"] = _made(content["schema"])
        if "properties" in schema:
            written_out = {**schema.pop("$defs", {}), schema["title"]: schema}
            for name, each in written_out.items():
                if named.setdefault(name, each) != each:
                    raise TypeError(f"two schemas are called {name}; rename one")
            content["schema"] = {"$ref": _SCHEMAS.format(model=schema["title"])}
    for schema in list(named.values()):
        for field in schema.get("properties", {}).values():
            entry = field.get("items", {})
            if "properties" in entry:  # written out where entries are not validated with the list
                named.setdefault(entry["title"], entry)
                field["items"] = {"$ref": _SCHEMAS.format(model=entry["title"])}
    return page


def _made(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that `_later` left a mark for; any other as it is."""
    reference = schema.get("$ref", "")
    if not reference.startswith(_LATER):
        return schema
    model = _MODELS[reference.removeprefix(_LATER)]
    made: dict[str, Any] = _without_nulls(model.model_json_schema(ref_template=_SCHEMAS))
    return made


def _without_nulls(part: Any) -> Any:
    """As FastAPI writes the schemas that it makes itself."""
    if isinstance(part, dict):
        return {name: _without_nulls(each) for name, each in part.items() if each is not None}
    return [_without_nulls(each) for each in part] if isinstance(part, list) else part


def _contents(page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    operations = (each for path in page["paths"].values() for each in path.values())
    for operation in operations:
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from part.get("content", {}).values()


def _described(status: HTTPStatus) -> str:
    return status.description or status.phrase
