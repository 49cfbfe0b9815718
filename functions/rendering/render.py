"""Render a nudge: a template's parts, filled with the nudge's content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liquid.exceptions import LiquidError

from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.messages.content import NudgeContent
from functions.domain.nudges.messages.sms_segments import SmsSize, as_gsm7, sms_size
from functions.domain.nudges.messages.template import PARTS, Template
from functions.rendering.environment import environment
from functions.rendering.faults import TemplateFault, of_liquid
from functions.rendering.variables import variables_of

# Phones and mail programs show these on one line; a break would end an e-mail's header.
_ONE_LINE = frozenset({"subject", "title", "button", "name"})


@dataclass(frozen=True, slots=True)
class RenderedNudge:
    """`parts` by name, with `html` for the part `mjml`; `headers` are those of an e-mail.

    `sms` is the size of a text message.
    """

    channel: Channel
    parts: Mapping[str, str]
    headers: Mapping[str, str]
    sms: SmsSize | None = None


class Renderer:
    """Reads templates and fills them; made once a process, as its set-up takes a while."""

    def __init__(self) -> None:
        self._html = environment(html=True)
        self._text = environment(html=False)

    def __call__(self, template: Template, content: NudgeContent) -> RenderedNudge:
        """Return the nudge as it is sent.

        Raises:
            TemplateFault: the template asks for more than it may, with these values.
        """
        variables = variables_of(content)
        channel = template.id.channel
        parts = {
            _name_of(part): self._part(template, part, variables)
            for part in PARTS[channel]
            if part in template.parts
        }
        return RenderedNudge(
            channel=channel,
            parts=parts,
            headers=_headers(content) if channel == "email" else {},
            sms=sms_size(parts["text"]) if channel == "sms" else None,
        )

    def _part(self, template: Template, part: str, variables: Mapping[str, Any]) -> str:
        is_html = part == "mjml"
        source = template.html if is_html else template.parts[part]
        env = self._html if is_html else self._text
        try:
            text = env.from_string(source).render(**variables)
        except (LiquidError, RecursionError) as error:
            raise self._fault(template, part, variables, error) from error
        if part in _ONE_LINE or template.id.channel == "whatsapp":
            return " ".join(text.split())
        if is_html:
            return text
        return as_gsm7(_tidy(text)) if template.id.channel == "sms" else _tidy(text)

    def _fault(
        self, template: Template, part: str, variables: Mapping[str, Any], error: Exception
    ) -> TemplateFault:
        """The fault in the source of a part, whose lines are others than those of its HTML."""
        source = template.parts[part]
        if part == "mjml":
            try:
                self._html.from_string(source).render(**variables)
            except (LiquidError, RecursionError) as same:
                return of_liquid(part, source, same)
            return TemplateFault(part, of_liquid(part, source, error).reason)
        return of_liquid(part, source, error)


def _name_of(part: str) -> str:
    return "html" if part == "mjml" else part


def _headers(content: NudgeContent) -> Mapping[str, str]:
    """The headers of one-click unsubscription (RFC 8058): the program posts, no person clicks."""
    return {
        "List-Unsubscribe": f"<{content.links.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _tidy(text: str) -> str:
    """Return a text without the empty lines that tags leave behind."""
    lines = [line.strip() for line in text.strip().splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept)
