"""The script, style and icon of /docs from this machine, so that the page works offline."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from functions.api.docs import DocsAssets

_PATH = "/docs-assets"
OFFLINE = DocsAssets(
    script=f"{_PATH}/swagger-ui-bundle.js",
    style=f"{_PATH}/swagger-ui.css",
    icon=f"{_PATH}/favicon.png",
)


def serve_assets(app: FastAPI) -> None:
    """Serve the files that `OFFLINE` names; a package of the extra `local` has them."""
    folder = Path(str(files("fastapi_offline"))) / "static"
    app.mount(_PATH, StaticFiles(directory=folder))
