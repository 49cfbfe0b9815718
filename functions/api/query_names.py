"""Refuse query parameters that a route does not know, whatever it reads its query by."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.dependencies.models import Dependant

from functions.api.query_models import QueryOf
from functions.api.unknown_names import refuse_unknown


class QueryNames:
    """A dependency of every route of our own; Segment's clients may send what they like."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    async def __call__(self, request: Request) -> None:
        """Let a call pass if its route knows all names of its query.

        Raises:
            Invalid: it does not know some; each is named.
        """
        if not request.scope["query_string"]:
            return
        refuse_unknown(request.query_params, self._known_to(request.scope["route"]))

    def _known_to(self, route: object) -> tuple[str, ...]:
        key = (getattr(route, "path", ""), frozenset(getattr(route, "methods", ())))
        if key not in self._known:
            dependant: Dependant = getattr(route, "dependant")  # noqa: B009 routes share no type
            self._known[key] = tuple(names_of(dependant))
        return self._known[key]


def names_of(dependant: Dependant) -> Iterable[str]:
    """Yield the names of the query parameters that a route declares."""
    for field in dependant.query_params:
        yield field.alias
    for each in dependant.dependencies:
        if isinstance(each.call, QueryOf):
            yield from each.call.model.model_fields
