"""The services inside an application under test."""

from dataclasses import replace
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from functions.api.wiring import Wiring, install, wiring_in


def wiring(client: TestClient) -> Wiring:
    return wiring_in(_app(client))


def rewire(client: TestClient, **services: Any) -> None:
    """Put other services into an application, by their names in `Wiring`."""
    install(_app(client), replace(wiring(client), **services))


def _app(client: TestClient) -> FastAPI:
    app = client.app
    assert isinstance(app, FastAPI)
    return app
