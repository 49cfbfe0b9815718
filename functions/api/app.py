"""The HTTP application: its routes and its middleware."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from functions.api import docs, problems
from functions.api.caching import Caching
from functions.api.cors import Cors
from functions.api.docs import DocsAssets
from functions.api.openapi import DESCRIPTION, TAGS, TITLE, WITH_KEY, completed, may_answer
from functions.api.path_ids import PathIds
from functions.api.query_names import QueryNames
from functions.api.routes import (
    brand,
    cart_links,
    confirmations,
    contacts,
    customers,
    endpoints,
    health,
    incentive_codes,
    insights,
    intake,
    intake_quality,
    items,
    keys,
    link_pages,
    models,
    nudge_settings,
    nudges,
    preferences,
    projects,
    recommendation_batch,
    recommendation_page,
    recommendations,
    render_links,
    restock,
    rules,
    shopify,
    shopping,
    stock,
    suppressions,
)
from functions.api.wire import wire
from functions.api.wiring import install
from functions.bootstrap import Services


class HiloApp(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """As FastAPI's, inside CORS and caching, which hold for what we answer when we break."""
        return Caching(Cors(PathIds(super().build_middleware_stack())))

    def openapi(self) -> dict[str, Any]:
        return completed(super().openapi())


def bare_app(services: Services) -> FastAPI:
    """An application without routes; models and catalogue are loaded before it returns."""
    app = HiloApp(
        title=TITLE,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        version="1",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    problems.install(app)
    install(app, wire(services))
    return app


def create_app(services: Services, docs_assets: DocsAssets | None = None) -> FastAPI:
    """The application over these services; models and catalogue are loaded before it returns."""
    app = bare_app(services)
    docs.install(app, docs_assets or DocsAssets())
    people = (customers, shopping, preferences, contacts)
    lists = (recommendations, recommendation_batch, recommendation_page)
    messages = (
        suppressions,
        brand,
        incentive_codes,
        cart_links,
        render_links,
        restock,
        confirmations,
        insights,
        nudges,
        nudge_settings,
        endpoints,
    )
    own = (keys, items, stock, rules, models, *messages)
    known_names = [Depends(QueryNames())]
    # Routes are tried in this order, so what is asked most comes first.
    for module in lists:
        app.include_router(module.router, responses=may_answer(*WITH_KEY), dependencies=known_names)
    for module in (intake, intake_quality, projects, shopify):
        app.include_router(module.router, responses=may_answer(*WITH_KEY))
    for module in (*people, *own):
        app.include_router(module.router, responses=may_answer(*WITH_KEY), dependencies=known_names)
    app.include_router(link_pages.router)
    app.include_router(health.router, dependencies=known_names)
    return app


def _operation_id(route: APIRoute) -> str:
    """Name an operation in the OpenAPI page, and so a function of a generated client."""
    return route.name
