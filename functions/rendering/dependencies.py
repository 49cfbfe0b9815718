"""The services of the rendering routes, and how an application gets them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from functions.bootstrap import Services
from functions.rendering.preview import Preview
from functions.rendering.render import Renderer
from functions.rendering.templates import Templates


@dataclass(frozen=True, slots=True)
class RenderingWiring:
    templates: Templates
    preview: Preview


def wire_rendering(services: Services) -> RenderingWiring:
    renderer = Renderer()
    templates = Templates(services.storage.templates, renderer, services.clock)
    return RenderingWiring(templates, Preview(templates, renderer, services.storage.brand))


def install(app: FastAPI, wiring: RenderingWiring) -> None:
    app.state.rendering = wiring


async def _templates(request: Request) -> Templates:
    wiring: RenderingWiring = request.app.state.rendering
    return wiring.templates


async def _preview(request: Request) -> Preview:
    wiring: RenderingWiring = request.app.state.rendering
    return wiring.preview


TemplatesDep = Annotated[Templates, Depends(_templates)]
PreviewDep = Annotated[Preview, Depends(_preview)]
