"""The templates that Hilo ships: one layout a channel, and the texts of each kind by language.

What is shipped is a template like any other: a shop reads it, changes it, and puts it as its own.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.messages.template import Parts, Template, TemplateId
from functions.rendering.mjml import compile_mjml

_FOLDER = files("functions.rendering") / "shipped"
_SMS = (
    "{{ brand.name | truncate: 20 }}: [[short]] {{ links.cart }} "
    "[[opt_out]]: {{ links.unsubscribe }}"
)
# A name of WhatsApp's own kind; the shop registers the text with its provider under it.
_WHATSAPP = {
    "variable_1": "{{ person.first_name | default: brand.name }}",
    "variable_2": "[[short]]",
    "variable_3": "{{ links.cart }}",
}


@cache
def shipped(template_id: TemplateId) -> Template:
    """The template of this id as it is shipped."""
    texts = _texts(template_id.language)
    phrases = {**texts["common"], **texts[template_id.kind], "language": template_id.language}
    parts = {
        name: _filled(source, phrases) for name, source in _sources(template_id, phrases).items()
    }
    html = compile_mjml(parts["mjml"]) if "mjml" in parts else ""
    return Template(template_id, parts, html)


def _sources(template_id: TemplateId, phrases: Mapping[str, str]) -> Parts:
    if template_id.channel == "email":
        layout, text = (_FOLDER / "email.mjml"), (_FOLDER / "email.txt")
        return {
            "subject": phrases["subject"],
            "mjml": layout.read_text("utf-8"),
            "text": text.read_text("utf-8"),
        }
    if template_id.channel == "sms":
        return {"text": _SMS}
    if template_id.channel == "push":
        return {"title": "[[heading]]", "body": "[[short]]"}
    if template_id.channel == "whatsapp":
        return {"name": f"hilo_{template_id.kind}_{template_id.language}", **_WHATSAPP}
    return {"title": "[[heading]]", "body": "[[short]]", "button": "[[button]]"}


@cache
def _texts(language: Language) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))


def _filled(source: str, phrases: Mapping[str, str]) -> str:
    for name, phrase in phrases.items():
        source = source.replace(f"[[{name}]]", phrase)
    return source
