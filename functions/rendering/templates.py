"""Templates of a shop: those that are shipped, and its own in their place."""

from collections.abc import Callable
from dataclasses import replace

from functions.domain.nudges.messages.template import TEMPLATE_IDS, Parts, Template, TemplateId
from functions.errors import FieldFault, Invalid, NotFound
from functions.rendering.check import checked
from functions.rendering.faults import TemplateFault
from functions.rendering.render import Renderer
from functions.rendering.shipped_templates import shipped
from functions.storage.templates import TemplateRows


class Templates:
    def __init__(self, rows: TemplateRows, renderer: Renderer, clock: Callable[[], int]) -> None:
        self._rows = rows
        self._renderer = renderer
        self._clock = clock

    def all(self) -> list[tuple[TemplateId, bool]]:
        """Every template by id, and whether it is the shop's own."""
        own = {template.id for template in self._rows.all()}
        every = (TemplateId(*each) for each in TEMPLATE_IDS)
        return [(template_id, template_id in own) for template_id in every]

    def get(self, template_id: TemplateId) -> Template:
        """The template in use: the shop's own, or else the shipped one."""
        return self._rows.get(template_id) or shipped(template_id)

    def check(self, template_id: TemplateId, parts: Parts) -> Template:
        """The template of these parts, compiled.

        Raises:
            Invalid: it cannot be used, with the part, the line and the reason.
        """
        try:
            return checked(template_id, parts, self._renderer)
        except TemplateFault as fault:
            raise as_invalid(fault) from fault

    def put(self, template_id: TemplateId, parts: Parts, *, by: str) -> Template:
        """Keep a template of the shop's own; it holds for the next message.

        Raises:
            Invalid: it cannot be used, with the part, the line and the reason.
        """
        template = replace(self.check(template_id, parts), updated_at=self._clock(), by=by)
        self._rows.put(template)
        return template

    def delete(self, template_id: TemplateId) -> None:
        """Delete the shop's own template; the shipped one holds again.

        Raises:
            NotFound: the shop has none of its own.
        """
        if not self._rows.delete(template_id):
            raise NotFound(f"the shop has no template {template_id.text} of its own")


def as_invalid(fault: TemplateFault) -> Invalid:
    where = f"line {fault.line}: " if fault.line else ""
    return Invalid(FieldFault(f"parts.{fault.part}", f"{where}{fault.reason}"))
