"""Render a nudge by the template in use for its kind, channel and language."""

from functions.domain.nudges.messages.content import NudgeContent
from functions.domain.nudges.messages.template import TemplateId
from functions.rendering.faults import TemplateFault
from functions.rendering.render import RenderedNudge, Renderer
from functions.rendering.templates import Templates, as_invalid


class RenderNudge:
    def __init__(self, templates: Templates, renderer: Renderer) -> None:
        self._templates = templates
        self._renderer = renderer

    def __call__(self, content: NudgeContent) -> RenderedNudge:
        """The nudge as it is sent.

        Raises:
            Invalid: the template asks for more than it may, with these values.
            Unavailable: DynamoDB does not answer.
        """
        template_id = TemplateId(content.kind, content.channel, content.language)
        try:
            return self._renderer(self._templates.get(template_id), content)
        except TemplateFault as fault:
            raise as_invalid(fault) from fault
