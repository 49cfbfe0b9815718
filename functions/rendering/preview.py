"""Previews: a template, rendered for a made-up person."""

from functions.domain.nudges.template import Parts, TemplateId
from functions.rendering.faults import TemplateFault
from functions.rendering.render import RenderedNudge, Renderer
from functions.rendering.samples import usual_sample
from functions.rendering.templates import Templates, as_invalid
from functions.storage.templates import BrandRows

_LINKS_URL = "https://links.example.com"


class Preview:
    def __init__(self, templates: Templates, renderer: Renderer, brand: BrandRows) -> None:
        self._templates = templates
        self._renderer = renderer
        self._brand = brand

    def __call__(self, template_id: TemplateId, parts: Parts | None) -> RenderedNudge:
        """The rendered nudge; `parts` that are not kept yet are checked as on saving.

        Raises:
            Invalid: the template cannot be used, with the part, the line and the reason.
        """
        template = (
            self._templates.get(template_id)
            if parts is None
            else self._templates.check(template_id, parts)
        )
        brand = self._brand.get()
        content = usual_sample(template_id, brand, brand.links_url or _LINKS_URL)
        try:
            return self._renderer(template, content)
        except TemplateFault as fault:
            raise as_invalid(fault) from fault
