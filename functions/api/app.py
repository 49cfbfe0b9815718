"""The HTTP application: its routes and its middleware."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from functions.api import docs, problems
from functions.api.caching import Caching
from functions.api.cors import Cors
from functions.api.docs import DocsAssets
from functions.api.later.include import IncludeLater, Once
from functions.api.openapi import DESCRIPTION, TAGS, TITLE, completed
from functions.api.path_ids import PathIds
from functions.api.routers import add_routes, operation_id
from functions.api.routes import (
    health,
    intake,
    projects,
    recommendation_batch,
    recommendation_page,
    recommendations,
)
from functions.api.short_names import ShortNames
from functions.api.wire import wire
from functions.api.wiring import install
from functions.bootstrap import Services

# Routes are tried in this order, so what is asked most comes first.
LISTS = (recommendations, recommendation_batch, recommendation_page)
FIRST = tuple(module.router for module in (*LISTS, intake, projects, health))


class HiloApp(FastAPI):
    """An application that has all of its routes once `include_all` was called."""

    include_all: Callable[[], None] = staticmethod(lambda: None)

    def build_middleware_stack(self) -> ASGIApp:
        """As FastAPI's, inside CORS and caching, which hold for what we answer when we break."""
        routes = IncludeLater(super().build_middleware_stack(), FIRST, self.include_all)
        return Caching(Cors(ShortNames(PathIds(routes), intake.SHORTENED)))

    def openapi(self) -> dict[str, Any]:
        self.include_all()
        return completed(super().openapi())


def bare_app(services: Services) -> HiloApp:
    """An application without routes; models and catalogue are loaded before it returns."""
    app = HiloApp(
        title=TITLE,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        version="1",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
    )
    problems.install(app)
    install(app, wire(services))
    return app


def create_app(services: Services, docs_assets: DocsAssets | None = None) -> HiloApp:
    """The application over these services; models and catalogue are loaded before it returns.

    Routes that most instances are never asked for are included at the first request for one.
    """
    app = bare_app(services)
    docs.install(app, docs_assets or DocsAssets())
    add_routes(app, FIRST)
    app.include_all = Once(lambda: _include_later(app, services))
    return app


def _include_later(app: FastAPI, services: Services) -> None:
    from functions.api.later.routes import include  # noqa: PLC0415 see functions.api.later.include

    include(app, services)
