"""MJML with Liquid in it: checked as XML, and compiled once into HTML with Liquid in it.

What a person's nudge says never passes through this: it is put into the compiled HTML by Liquid,
which escapes it. So a title cannot become markup, whatever it holds. Where escaping is not enough
(addresses, styles), only fields are allowed that were checked before.
"""

import html.entities
import re
from xml.parsers import expat

import mrml

from functions.rendering.faults import TemplateFault
from functions.rendering.liquid_marks import MarkedText, path_of

PART = "mjml"
# fmt: off
_MJML = frozenset(
    {
     "mj-accordion", "mj-accordion-element", "mj-accordion-text", "mj-accordion-title",
     "mj-all", "mj-attributes", "mj-body", "mj-breakpoint", "mj-button", "mj-carousel",
     "mj-carousel-image", "mj-class", "mj-column", "mj-divider", "mj-group", "mj-head",
     "mj-hero", "mj-image", "mj-navbar", "mj-navbar-link", "mj-preview", "mj-raw",
     "mj-section", "mj-social", "mj-social-element", "mj-spacer", "mj-style", "mj-table",
     "mj-text", "mj-title", "mj-wrapper", "mjml",
    }
)
# fmt: on
# fmt: off
_REFUSED = frozenset(
    {
     "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe",
     "input", "link", "math", "meta", "object", "script", "select", "svg", "template",
     "textarea", "video",
    }
)
# fmt: on
_ADDRESSES = frozenset({"href", "src", "background", "background-url", "action", "srcset"})
_TEXTS = frozenset({"alt", "title", "aria-label"})
_WEB = re.compile(r"(https?:|mailto:|tel:|#)", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def compile_mjml(source: str) -> str:
    """Return HTML for mail programs, with the template's Liquid in it.

    Raises:
        TemplateFault: it is no MJML, with the line where it ends to be.
    """
    marked = MarkedText.from_source(source)
    text = _numbered(marked.text)
    _Checker(marked).check(text)
    try:
        compiled = mrml.to_html(
            text,
            mrml.ParserOptions(include_loader=mrml.noop_loader()),
            mrml.RenderOptions(fonts={}),
        )
    except OSError as error:
        raise TemplateFault(PART, f"is no MJML: {error}") from error
    return marked.restored(compiled.content)


def _numbered(text: str) -> str:
    """Return the text with HTML's names of signs as numbers, as XML knows five of them only."""

    def number(found: re.Match[str]) -> str:
        sign = html.entities.html5.get(f"{found[1]};")
        if found[1] in _XML or sign is None:
            return found[0]
        return "".join(f"&#{ord(each)};" for each in sign)

    return _ENTITY.sub(number, text)


class _Checker:
    def __init__(self, marked: MarkedText) -> None:
        self._marked = marked
        self._open: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda _: self._open.pop()
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def check(self, text: str) -> None:
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise TemplateFault(PART, f"is no XML: {reason}", error.lineno) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "mjml":
            self._refuse("must begin with <mjml>")
        if len(self._open) > 40:
            self._refuse("is too deeply nested")
        if name in _REFUSED or (name.startswith("mj") and name not in _MJML):
            self._refuse(f"must not have <{name}>")
        for attribute, value in attributes.items():
            self._attribute(attribute.lower(), value)
        self._open.append(name)

    def _attribute(self, name: str, value: str) -> None:
        tags = self._marked.marked(value)
        if name.startswith("on"):
            self._refuse(f"must not have {name}")
        if name in _ADDRESSES:
            self._address(name, value, tags)
        elif name not in _TEXTS:
            for tag in tags:
                self._brand_only(tag, f"{name} may have values of the brand only")

    def _address(self, name: str, value: str, tags: list[str]) -> None:
        if not tags and _WEB.match(value.strip()):
            return
        paths = ["" if "|" in tag else path_of(tag) or "" for tag in tags]
        whole = self._marked.pattern.fullmatch(value.strip()) is not None
        if not whole or not all(map(_is_address, paths)):
            self._refuse(
                f"{name} must be an address that begins with https:, or one variable that is one: "
                "item.url, item.image_url, links.cart"
            )

    def _characters(self, text: str) -> None:
        if self._open and self._open[-1] in {"mj-style", "style"}:
            for tag in self._marked.marked(text):
                self._brand_only(tag, "a style may have values of the brand only")

    def _brand_only(self, tag: str, reason: str) -> None:
        if not (path_of(tag) or "").startswith("brand."):
            self._refuse(reason)

    def _doctype(self, *_: object) -> None:
        self._refuse("must not have a DOCTYPE")

    def _refuse(self, reason: str) -> None:
        raise TemplateFault(PART, reason, self._parser.CurrentLineNumber)


def _is_address(path: str) -> bool:
    first, _, last = path.partition(".")[0], "", path.rpartition(".")[2]
    return "." in path and (first == "links" or last == "url" or last.endswith("_url"))
