"""Previews: a template, rendered for a made-up person or for a customer; nothing is sent."""

from collections.abc import Callable
from dataclasses import replace

from functions.domain.nudges.messages.content import Brand, ContentItem, NudgeContent
from functions.domain.nudges.messages.template import Parts, TemplateId
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.person import customer
from functions.rendering.faults import TemplateFault
from functions.rendering.render import RenderedNudge, Renderer
from functions.rendering.samples import usual_sample
from functions.rendering.templates import Templates, as_invalid
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.facts.fact_reader import FactReader
from functions.storage.templates import BrandRows


class Preview:
    def __init__(
        self,
        *,
        templates: Templates,
        renderer: Renderer,
        brand: BrandRows,
        reader: FactReader,
        build: BuildContent,
        clock: Callable[[], int],
    ) -> None:
        self._templates = templates
        self._renderer = renderer
        self._brand = brand
        self._reader = reader
        self._build = build
        self._clock = clock

    def __call__(
        self, template_id: TemplateId, parts: Parts | None, *, user_id: str | None, links_url: str
    ) -> RenderedNudge:
        """The rendered nudge; `parts` that are not kept yet are checked as on saving.

        Without `user_id` it is for a made-up person. `links_url` is where links begin if the brand
        does not say so; those of a preview change nothing.

        Raises:
            Invalid: the template cannot be used, with the part, the line and the reason.
        """
        template = (
            self._templates.get(template_id)
            if parts is None
            else self._templates.check(template_id, parts)
        )
        brand = self._brand.get()
        made_up = usual_sample(template_id, brand, brand.links_url or links_url.rstrip("/"))
        content = self._of_customer(made_up, brand, user_id) if user_id else made_up
        try:
            return self._renderer(template, content)
        except TemplateFault as fault:
            raise as_invalid(fault) from fault

    def _of_customer(self, made_up: NudgeContent, brand: Brand, user_id: str) -> NudgeContent:
        """What a customer would be shown of their cart; made-up items where it is empty."""
        person, now = customer(user_id), self._clock()
        facts = self._reader.read(person).facts
        nudge = Nudge(
            id=NudgeId(facts.person, made_up.kind, now, made_up.step),
            channel=made_up.channel,
            state="ready",
            reason="preview",
            decided_at=now,
            items=tuple(line.item_id for line in facts.lines_of(made_up.kind)),
        )
        content = self._build(nudge, facts, brand, made_up.links.cart)
        inert = made_up.links.cart
        return replace(
            content,
            language=made_up.language,
            items=_inert(content.items, inert) or made_up.items,
            recommendations=_inert(content.recommendations, inert),
            links=made_up.links,
        )


def _inert(items: tuple[ContentItem, ...], link: str) -> tuple[ContentItem, ...]:
    return tuple(replace(item, url=link if item.url else None) for item in items)
