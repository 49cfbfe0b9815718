"""The services inside an application under test."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from functions.api.dependencies import Wiring, wiring_in


def wiring(client: TestClient) -> Wiring:
    app = client.app
    assert isinstance(app, FastAPI)
    return wiring_in(app)
