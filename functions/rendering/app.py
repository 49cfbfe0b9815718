"""The HTTP application of what renders: its routes, behind the same keys and answers as the API."""

from fastapi import FastAPI

from functions.api.app import bare_app
from functions.api.routers import add_routes
from functions.api.wiring import wiring_in
from functions.bootstrap import Services
from functions.rendering.dependencies import install, wire_rendering
from functions.rendering.open_time_routes import router as open_time_router
from functions.rendering.routes import router


def create_rendering_app(services: Services) -> FastAPI:
    """The application of the function that renders."""
    return with_rendering(bare_app(services), services)


def with_rendering(app: FastAPI, services: Services) -> FastAPI:
    """Give an application the routes that render; on a laptop there is one for all routes."""
    add_routes(app, (router, open_time_router))
    install(app, wire_rendering(services, wiring_in(app).recommend))
    return app
