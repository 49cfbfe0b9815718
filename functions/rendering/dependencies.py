"""The services of the rendering routes, and how an application gets them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from functions.bootstrap import Services
from functions.rendering.open_time import OpenTime
from functions.rendering.picture import Painter
from functions.rendering.preview import Preview
from functions.rendering.render import Renderer
from functions.rendering.templates import Templates
from functions.services.delivery.open_time import OpenTimeContent
from functions.services.nudges.contents.wiring import build_content
from functions.services.nudges.signed_links.wiring import render_links
from functions.services.nudges.wiring import fact_reader
from functions.services.serving.recommend import Recommend


@dataclass(frozen=True, slots=True)
class RenderingWiring:
    templates: Templates
    preview: Preview
    open_time: OpenTime


def wire_rendering(services: Services, recommend: Recommend) -> RenderingWiring:
    """Make the services that render; `recommend` is the one of the application."""
    renderer = Renderer()
    templates = Templates(services.storage.templates, renderer, services.clock)
    preview = Preview(
        templates=templates,
        renderer=renderer,
        brand=services.storage.brand,
        reader=fact_reader(services),
        build=build_content(services, recommend),
        clock=services.clock,
    )
    return RenderingWiring(templates, preview, _open_time(services, recommend))


def _open_time(services: Services, recommend: Recommend) -> OpenTime:
    return OpenTime(
        render_links(services),
        OpenTimeContent(recommend, services.clock),
        services.storage.brand,
        services.images,
        Painter(),
    )


def install(app: FastAPI, wiring: RenderingWiring) -> None:
    app.state.rendering = wiring


async def _templates(request: Request) -> Templates:
    wiring: RenderingWiring = request.app.state.rendering
    return wiring.templates


async def _preview(request: Request) -> Preview:
    wiring: RenderingWiring = request.app.state.rendering
    return wiring.preview


async def _open_time_of(request: Request) -> OpenTime:
    wiring: RenderingWiring = request.app.state.rendering
    return wiring.open_time


TemplatesDep = Annotated[Templates, Depends(_templates)]
PreviewDep = Annotated[Preview, Depends(_preview)]
OpenTimeDep = Annotated[OpenTime, Depends(_open_time_of)]
