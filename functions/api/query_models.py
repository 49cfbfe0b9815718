"""A query string read as one model of pydantic.

FastAPI does the same for `Annotated[Model, Query()]`, but looks at the type of each field again in
each request: that takes longer than all the rest of its work.
"""

from typing import Annotated, Any, Generic, TypeVar, get_origin

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams

from functions.api.unknown_names import refuse_unknown

Model = TypeVar("Model", bound=BaseModel)

_LATER = "later:query:"
_MODELS: dict[str, type[BaseModel]] = {}


class QueryOf(Generic[Model]):
    """A dependency that gives a model; a route with it also has `query_parameters` of the model."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self._lists = [
            name
            for name, field in model.model_fields.items()
            if get_origin(field.annotation) is list
        ]

    async def __call__(self, request: Request) -> Model:
        """Return the model of a request's query.

        Raises:
            RequestValidationError: a parameter is missing or wrong; each is named.
            Invalid: the model lacks a parameter; `QueryNames` would be one dependency more.
        """
        sent = request.query_params
        refuse_unknown(sent, self.model.model_fields)
        try:
            return self.model.model_validate(self._values(sent))
        except ValidationError as error:
            faults = error.errors(include_url=False)
            raise RequestValidationError(
                [{**each, "loc": ("query", *each["loc"])} for each in faults]
            ) from error

    def _values(self, sent: QueryParams) -> dict[str, Any]:
        """Return what was sent by name: of a list all, else the last one."""
        values: dict[str, Any] = dict(sent)
        for name in self._lists:
            if name in values:
                values[name] = sent.getlist(name)
        return values


def query_parameters(model: type[BaseModel]) -> dict[str, Any]:
    """Options of a route with `QueryOf` this model: a mark for the page of OpenAPI."""
    _MODELS[model.__name__] = model
    return {"openapi_extra": {"parameters": [{"$ref": f"{_LATER}{model.__name__}"}]}}


def with_query_parameters(page: dict[str, Any]) -> dict[str, Any]:
    """The page with the parameters of each model that `query_parameters` left a mark for."""
    for path in page["paths"].values():
        for operation in path.values():
            found = [made for each in operation.get("parameters", ()) for made in _made(each)]
            if found:
                operation["parameters"] = found
    return page


def _made(parameter: dict[str, Any]) -> list[dict[str, Any]]:
    mark = parameter.get("$ref", "")
    return (
        _parameters(_MODELS[mark.removeprefix(_LATER)]) if mark.startswith(_LATER) else [parameter]
    )


def _parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters of a model as FastAPI describes them."""
    app = FastAPI()

    def route(query: Any) -> None:
        """Never called."""

    route.__annotations__["query"] = Annotated[model, Query()]
    app.get("/")(route)
    found: list[dict[str, Any]] = app.openapi()["paths"]["/"]["get"]["parameters"]
    return found
