"""What the routers of the API have in common, and how an application gets their routes.

A router has from the start what its routes need, and an application serves the routes as they are.
`include_router` of FastAPI would make each a second time, within the first request that looks at
its router: 80 ms for all of ours.
"""

from collections.abc import Iterable

from fastapi import APIRouter, Depends, FastAPI, params
from fastapi.routing import APIRoute

from functions.api.openapi import WITH_KEY, may_answer
from functions.api.query_names import QueryNames


def own_router(tag: str, *dependencies: params.Depends) -> APIRouter:
    """Return a router for routes with a key that refuse query parameters they do not know."""
    return keyed_router(tag, known_names(), *dependencies)


def keyed_router(tag: str, *dependencies: params.Depends, prefix: str = "/v1") -> APIRouter:
    """Return a router for routes with a key that let every query parameter pass."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        dependencies=dependencies,
        responses=may_answer(*WITH_KEY),
        generate_unique_id_function=operation_id,
    )


def known_names() -> params.Depends:
    """Return the dependency of a route that refuses query parameters it does not know."""
    checked: params.Depends = Depends(QueryNames())
    return checked


def operation_id(route: APIRoute) -> str:
    """Name an operation in the OpenAPI page, and so a function of a generated client."""
    return route.name


def add_routes(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Let an application serve the routes of these routers, after those that it has."""
    app.router.routes.extend(route for router in routers for route in router.routes)
