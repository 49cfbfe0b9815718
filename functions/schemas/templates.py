"""JSON of templates, of their previews, and of the brand."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.messages.content import (
    Brand,
    Language,
    Tone,
    is_colour,
    plain_text,
    web_address,
)
from functions.domain.nudges.messages.template import Template
from functions.schemas.contacts import Email
from functions.schemas.limits import Id

MAX_BODY_BYTES = 300_000
MAX_BRAND_BYTES = 20_000
_DEFAULT = Brand()


def _line(value: str) -> str:
    text = plain_text(value)
    if text is None:
        raise ValueError("must have a character that can be seen")
    return text


def _address(value: str) -> str:
    if web_address(value) is None:
        raise ValueError("must be an address of the web, https://…")
    return value


def _origin(value: str) -> str:
    address = _address(value).rstrip("/")
    if address.count("/") != 2 or not address.startswith("https://"):
        raise ValueError("must be https:// and a domain, without a path")
    return address


def _colour(value: str) -> str:
    if not is_colour(value):
        raise ValueError("must be # and six hexadecimal digits")
    return value


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_line)]
Address = Annotated[str, Field(max_length=2_048), AfterValidator(_address)]
Origin = Annotated[str, Field(max_length=300), AfterValidator(_origin)]
Colour = Annotated[str, Field(max_length=7), AfterValidator(_colour)]


class BrandFields(BaseModel):
    """What all messages share. E-mail needs the postal address; the law of most places asks it."""

    model_config = ConfigDict(extra="forbid")

    name: Line = _DEFAULT.name
    tone: Tone = "informal"
    language: Language = Field("en", description="of people whose language is not known")
    colour: Colour = Field(_DEFAULT.colour, description="of buttons, under white text")
    background: Colour = _DEFAULT.background
    text_colour: Colour = _DEFAULT.text_colour
    logo_url: Address | None = None
    sender_name: Line | None = None
    sender_email: Email | None = None
    reply_to: Email | None = None
    postal_address: Line | None = None
    cart_url: Address | None = Field(None, description="the shop's page of the cart")
    links_url: Origin | None = Field(
        None, description="where our links begin, a domain of the shop that leads to this API"
    )

    def as_brand(self) -> Brand:
        return Brand(**self.model_dump())

    @classmethod
    def from_brand(cls, brand: Brand) -> "BrandFields":
        values = {name: getattr(brand, name) for name in cls.model_fields}
        return cls.model_construct(**values)


class TemplateFields(BaseModel):
    """The parts of a template; which ones there are depends on its channel."""

    model_config = ConfigDict(extra="forbid")

    parts: Annotated[dict[str, str], Field(max_length=16)]


class TemplateResponse(BaseModel):
    """`origin` is `shipped` for a template that came with Hilo, `own` for one of the shop."""

    template_id: str
    kind: Kind
    channel: Channel
    language: Language
    origin: Literal["shipped", "own"]
    updated_at: int | None = Field(description="UTC ms")
    by: str | None
    parts: dict[str, str]

    @classmethod
    def from_template(cls, template: Template) -> Self:
        return cls(
            template_id=template.id.text,
            kind=template.id.kind,
            channel=template.id.channel,
            language=template.id.language,
            origin="shipped" if template.updated_at is None else "own",
            updated_at=template.updated_at,
            by=template.by,
            parts=dict(template.parts),
        )


class TemplateSummary(BaseModel):
    template_id: str
    origin: Literal["shipped", "own"]


class PreviewRequest(BaseModel):
    """A person and a template: by default a made-up one, and the template in use."""

    model_config = ConfigDict(extra="forbid")

    user_id: Id | None = Field(None, description="a customer, with what is in their cart now")
    parts: Annotated[dict[str, str], Field(max_length=16)] | None = Field(
        None, description="parts that are not kept yet"
    )


class SmsSizeResponse(BaseModel):
    """`odd` are the characters that double the price: they are not in GSM-7."""

    segments: int
    encoding: Literal["GSM-7", "UCS-2"]
    odd: str


class PreviewResponse(BaseModel):
    """A rendered nudge: `parts.html` and `headers` of an e-mail, `sms` of a text message."""

    template_id: str
    parts: dict[str, str]
    headers: dict[str, str]
    sms: SmsSizeResponse | None
