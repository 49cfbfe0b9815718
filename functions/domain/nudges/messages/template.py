"""A template: the text of one kind of nudge, on one channel, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from functions.domain.nudges.kinds import CHANNELS, KINDS, Channel, Kind
from functions.domain.nudges.messages.content import LANGUAGES, Language

MAX_VARIABLES = 10
_VARIABLES = tuple(f"variable_{number}" for number in range(1, MAX_VARIABLES + 1))
# WhatsApp sends texts that it approved, under a name, with numbered variables.
PARTS: Mapping[Channel, tuple[str, ...]] = {
    "email": ("subject", "mjml", "text"),
    "sms": ("text",),
    "push": ("title", "body"),
    "whatsapp": ("name", *_VARIABLES),
    "onsite": ("title", "body", "button"),
}
OPTIONAL: frozenset[str] = frozenset(_VARIABLES)
Parts = Mapping[str, str]
"""The sources of a template's parts by name: MJML for `mjml`, and Liquid in all of them."""


@dataclass(frozen=True, slots=True)
class TemplateId:
    kind: Kind
    channel: Channel
    language: Language

    @property
    def text(self) -> str:
        """The id in URLs, for example `abandoned_cart.email.es`."""
        return f"{self.kind}.{self.channel}.{self.language}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The id that `text` stands for.

        Raises:
            ValueError: there is no such kind, channel or language.
        """
        known = (each for each in TEMPLATE_IDS if each == tuple(text.split(".")))
        found = next(known, None)
        if found is None:
            raise ValueError("an id is kind.channel.language, for example abandoned_cart.email.es")
        return cls(*found)


TEMPLATE_IDS: tuple[tuple[Kind, Channel, Language], ...] = tuple(
    (kind, channel, language) for kind in KINDS for channel in CHANNELS for language in LANGUAGES
)


@dataclass(frozen=True, slots=True)
class Template:
    """`updated_at` (UTC ms) and `by` are None for a template that Hilo ships.

    `html` is what the part `mjml` was compiled into, empty where there is none.
    """

    id: TemplateId
    parts: Parts
    html: str = ""
    updated_at: int | None = None
    by: str | None = None
