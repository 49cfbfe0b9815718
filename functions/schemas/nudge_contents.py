"""JSON of what a nudge says."""

from typing import Self

from pydantic import BaseModel, Field

from functions.domain.nudges.messages.content import ContentItem, Language, NudgeContent
from functions.schemas.limits import Number


class ContentItemResponse(BaseModel):
    """An item that can be bought now. `old_price` is there where it was higher."""

    item_id: str
    title: str | None
    url: str | None = Field(description="a link that counts clicks")
    image_url: str | None
    price: Number | None
    old_price: Number | None
    currency: str | None
    quantity: Number
    left: int | None = Field(description="stock, where it is counted")

    @classmethod
    def from_item(cls, item: ContentItem) -> Self:
        return cls(
            item_id=item.item_id,
            title=item.title,
            url=item.url,
            image_url=item.image_url,
            price=item.price.amount if item.price else None,
            old_price=item.old_price.amount if item.old_price else None,
            currency=item.price.currency if item.price else None,
            quantity=item.quantity,
            left=item.left,
        )


class IncentiveResponse(BaseModel):
    """A code for this person only; `expires_at` is UTC ms."""

    code: str
    expires_at: int


class LinksResponse(BaseModel):
    """Links of this nudge. A message needs the way out; mail programs post to it (RFC 8058)."""

    cart: str
    unsubscribe: str
    preferences: str


class ContentResponse(BaseModel):
    """What to say, as of now; `gone` are titles of items that cannot be bought any more."""

    language: Language
    locale: str
    first_name: str | None
    items: list[ContentItemResponse]
    recommendations: list[ContentItemResponse]
    incentive: IncentiveResponse | None
    links: LinksResponse
    gone: list[str]

    @classmethod
    def from_content(cls, content: NudgeContent) -> Self:
        code, links = content.incentive, content.links
        return cls(
            language=content.language,
            locale=content.locale,
            first_name=content.first_name,
            items=[ContentItemResponse.from_item(item) for item in content.items],
            recommendations=[ContentItemResponse.from_item(i) for i in content.recommendations],
            incentive=IncentiveResponse(code=code.code, expires_at=code.expires_at)
            if code
            else None,
            links=LinksResponse(
                cart=links.cart, unsubscribe=links.unsubscribe, preferences=links.preferences
            ),
            gone=list(content.gone),
        )


class OnSiteContentResponse(BaseModel):
    """What a page may show, as of now; `gone` are titles of items that cannot be bought any more.

    `cart` is a link to the cart with what can still be had of it.
    """

    language: Language
    items: list[ContentItemResponse]
    cart: str
    gone: list[str]

    @classmethod
    def from_content(cls, content: NudgeContent) -> Self:
        return cls(
            language=content.language,
            items=[ContentItemResponse.from_item(item) for item in content.items],
            cart=content.links.cart,
            gone=list(content.gone),
        )
