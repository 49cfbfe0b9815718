"""The page at /docs, which shows every route and sends requests."""

from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

PATH = "/docs"
_CDN = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5"


@dataclass(frozen=True, slots=True)
class DocsAssets:
    """Addresses of the page's script, style and icon.

    By default those of a CDN: in a Lambda they would take a twentieth of the artifact's size.
    """

    script: str = f"{_CDN}/swagger-ui-bundle.js"
    style: str = f"{_CDN}/swagger-ui.css"
    icon: str = f"{_CDN}/favicon-32x32.png"


def install(app: FastAPI, assets: DocsAssets) -> None:
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title=app.title,
            swagger_js_url=assets.script,
            swagger_css_url=assets.style,
            swagger_favicon_url=assets.icon,
        )

    app.add_api_route(PATH, docs, include_in_schema=False, response_class=HTMLResponse)
