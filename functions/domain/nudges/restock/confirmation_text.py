"""The mail that asks to confirm an address, as plain text: it is no nudge, and has no template."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from functions.domain.nudges.messages.content import Brand, Language

_SUBJECT: Mapping[Language, str] = {
    "en": "Confirm: one e-mail when {item} is back",
    "es": "Confirma: un correo cuando vuelva {item}",
}
_TEXT: Mapping[Language, str] = {
    "en": """{shop}

This address was given to get one e-mail when {item} is back in stock.

Confirm it here: {link}

The link works for two days. If it was not you, do nothing: no other e-mail will come.
""",
    "es": """{shop}

Se ha dado esta dirección para recibir un correo cuando {item} vuelva a estar disponible.

Confírmalo aquí: {link}

El enlace funciona durante dos días. Si no has sido tú, no hagas nada: no llegará otro correo.
""",
}


@dataclass(frozen=True, slots=True)
class ConfirmationText:
    """The same mail as plain text, and as HTML with nothing but paragraphs and the link."""

    subject: str
    text: str
    html: str


def confirmation_text(
    brand: Brand, language: Language, *, item: str, link: str
) -> ConfirmationText:
    """The mail in one language; `item` is a title in plain text, `link` the page to confirm on."""
    text = _TEXT[language].format(shop=brand.name, item=item, link=link)
    if brand.postal_address:
        text += f"\n{brand.postal_address}\n"
    return ConfirmationText(_SUBJECT[language].format(item=item), text, _html(text, link, language))


def _html(text: str, link: str, language: Language) -> str:
    shown = f'<a href="{escape(link)}">{escape(link)}</a>'
    parts = (escape(part).replace(escape(link), shown) for part in text.strip().split("\n\n"))
    body = "".join(f"<p>{part}</p>" for part in parts)
    return f'<!doctype html><html lang="{language}"><body>{body}</body></html>'
