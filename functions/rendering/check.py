"""Check a template before it is kept: each part is read, compiled, and tried on made-up nudges."""

from collections.abc import Mapping

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from functions.domain.nudges.messages.content import Brand, NudgeContent
from functions.domain.nudges.messages.template import OPTIONAL, PARTS, Parts, Template, TemplateId
from functions.rendering.environment import environment
from functions.rendering.faults import TemplateFault, of_liquid
from functions.rendering.mjml import compile_mjml
from functions.rendering.render import RenderedNudge, Renderer
from functions.rendering.samples import samples
from functions.rendering.unknown_variables import refuse_unknown
from functions.rendering.variables import all_variables

MAX_PART_BYTES = 100_000
MAX_HTML_BYTES = 102_000  # Gmail cuts a longer mail, and its unsubscribe link with it
MAX_SEGMENTS = 3
_ADDRESS = "1 Example Street, 10115 Example"
_LINKS_URL = "https://links.example.com"
_LONGEST: Mapping[str, int] = {"subject": 200, "title": 120, "body": 400, "button": 60}


def checked(template_id: TemplateId, parts: Parts, renderer: Renderer) -> Template:
    """Return the template of these parts, compiled.

    Raises:
        TemplateFault: it cannot be kept; the first reason, and the line where there is one.
    """
    _parts_there(template_id, parts)
    contents = samples(template_id, Brand(postal_address=_ADDRESS), _LINKS_URL)
    names = all_variables(contents[0])
    for part, source in parts.items():
        refuse_unknown(part, source, _readable(part, source), names)
    html = compile_mjml(parts["mjml"]) if "mjml" in parts else ""
    template = Template(template_id, parts, html)
    for content in contents:
        _tried(template, content, renderer(template, content))
    return template


def _parts_there(template_id: TemplateId, parts: Parts) -> None:
    known = PARTS[template_id.channel]
    for part in parts:
        if part not in known:
            raise TemplateFault(part, f"{template_id.channel} has the parts {', '.join(known)}")
    for part in known:
        if part not in OPTIONAL and not parts.get(part, "").strip():
            raise TemplateFault(part, f"is missing; {template_id.channel} needs it")


def _readable(part: str, source: str) -> BoundTemplate:
    if len(source.encode()) > MAX_PART_BYTES:
        raise TemplateFault(part, f"may have {MAX_PART_BYTES} bytes")
    try:
        return environment(html=False).from_string(source)
    except (LiquidError, RecursionError) as error:
        raise of_liquid(part, source, error) from error


def _tried(template: Template, content: NudgeContent, rendered: RenderedNudge) -> None:
    for part, text in rendered.parts.items():
        if not text:
            raise TemplateFault(part, "is empty where an item has no title, price or image")
        longest = _LONGEST.get(part)
        is_bare = content.first_name is None
        if longest and is_bare and len(text) > longest:
            raise TemplateFault(part, f"may have {longest} characters")
    if rendered.channel == "email":
        _reachable(template, content, rendered)
    if rendered.channel == "sms":
        _short(content, rendered)


def _reachable(template: Template, content: NudgeContent, rendered: RenderedNudge) -> None:
    """Refuse an e-mail without a way out, or without the shop's postal address."""
    for part, shown in (("html", "mjml"), ("text", "text")):
        if content.links.unsubscribe not in rendered.parts[part]:
            raise TemplateFault(shown, "needs an unsubscribe link: {{ links.unsubscribe }}")
        if _ADDRESS not in rendered.parts[part]:
            raise TemplateFault(shown, "needs the postal address: {{ brand.postal_address }}")
    usual = len(template.html) and content.gone == ()
    if usual and len(rendered.parts["html"].encode()) > MAX_HTML_BYTES:
        raise TemplateFault("mjml", f"becomes more than {MAX_HTML_BYTES} bytes of HTML")


def _short(content: NudgeContent, rendered: RenderedNudge) -> None:
    size = rendered.sms
    if content.links.unsubscribe not in rendered.parts["text"]:
        raise TemplateFault("text", "needs a way out: {{ links.unsubscribe }}")
    if size and size.segments > MAX_SEGMENTS and content.gone == ():
        why = f", as {size.odd[:20]!r} is no GSM-7" if size.odd else ""
        reason = f"takes {size.segments} segments{why}; {MAX_SEGMENTS} are allowed"
        raise TemplateFault("text", reason)
