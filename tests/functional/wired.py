"""The services inside an application under test."""

from dataclasses import replace
from typing import Any

from functions.api.app import HiloApp
from functions.api.later.wiring import LaterWiring
from functions.api.later.wiring import install as install_later
from functions.api.wiring import Wiring, install, wiring_in
from tests.app_client import TestClient


def wiring(client: TestClient) -> Wiring:
    return wiring_in(_app(client))


def later_wiring(client: TestClient) -> LaterWiring:
    app = _app(client)
    app.include_all()
    found: LaterWiring = app.state.later
    return found


def rewire(client: TestClient, **services: Any) -> None:
    """Put other services into an application, by their names in `Wiring` or `LaterWiring`."""
    app, then = _app(client), later_wiring(client)
    now = wiring_in(app)
    first = {name: each for name, each in services.items() if hasattr(now, name)}
    later = {name: each for name, each in services.items() if name not in first}
    install(app, replace(now, **first))
    install_later(app, replace(then, **later))


def _app(client: TestClient) -> HiloApp:
    app = client.app
    assert isinstance(app, HiloApp)
    return app
