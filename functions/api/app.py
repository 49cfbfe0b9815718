"""The HTTP application: its routes and its middleware."""

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from functions.api import problems
from functions.api.caching import Caching
from functions.api.cors import Cors
from functions.api.dependencies import install
from functions.api.openapi import DESCRIPTION, TAGS, TITLE, WITH_KEY, may_answer, with_named_schemas
from functions.api.routes import (
    contacts,
    customers,
    health,
    insights,
    intake,
    items,
    keys,
    models,
    nudge_settings,
    nudges,
    preferences,
    projects,
    recommendation_batch,
    recommendation_page,
    recommendations,
    restock,
    rules,
    shopping,
    stock,
    suppressions,
)
from functions.api.wiring import wire
from functions.bootstrap import Services


class HiloApp(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """As FastAPI's, inside CORS and caching, which hold for what we answer when we break."""
        return Caching(Cors(super().build_middleware_stack()))

    def openapi(self) -> dict[str, Any]:
        return with_named_schemas(super().openapi())


def create_app(services: Services) -> FastAPI:
    """The application over these services; models and catalogue are loaded before it returns."""
    app = HiloApp(
        title=TITLE, description=DESCRIPTION, openapi_tags=TAGS, version="1", redoc_url=None
    )
    problems.install(app)
    people = (customers, shopping, preferences, contacts)
    lists = (recommendations, recommendation_batch, recommendation_page)
    messages = (suppressions, restock, insights, nudges, nudge_settings)
    own = (keys, items, stock, rules, models, *messages, *lists)
    for module in (intake, projects, *people, *own):
        app.include_router(module.router, responses=may_answer(*WITH_KEY))
    app.include_router(health.router)
    install(app, wire(services))
    return app
