"""JSON of content that is made when a message is opened."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.messages.content import ContentItem, Language
from functions.domain.nudges.messages.render_links import PLACES
from functions.schemas.limits import Id, Number

MAX_BODY_BYTES = 400_000
MAX_PEOPLE = 1_000


class RenderLinksRequest(BaseModel):
    """People, and how many places of each one's list; by default one, in the brand's language."""

    model_config = ConfigDict(extra="forbid")

    user_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_PEOPLE)]
    places: Annotated[int, Field(ge=1, le=PLACES)] = 1
    language: Language | None = None


class RenderPlace(BaseModel):
    image: str = Field(description="a picture of 600 × 200, to be shown at half of that")
    json_: str = Field(alias="json", description="the same item as JSON")
    click: str = Field(description="where a click on it leads on to the item's page")


class RenderLinksOfPerson(BaseModel):
    """The places of one person, the first one first."""

    user_id: str
    places: list[RenderPlace]


class RenderLinksResponse(BaseModel):
    """Addresses for a message; they show what is recommended when it is opened, for 60 days."""

    links: list[RenderLinksOfPerson]


class OpenTimeItem(BaseModel):
    """An item that can be bought at this moment."""

    item_id: str
    title: str | None
    url: str | None
    image_url: str | None
    price: Number | None
    currency: str | None

    @classmethod
    def from_item(cls, item: ContentItem) -> Self:
        return cls(
            item_id=item.item_id,
            title=item.title,
            url=item.url,
            image_url=item.image_url,
            price=item.price.amount if item.price else None,
            currency=item.price.currency if item.price else None,
        )


class OpenTimeResponse(BaseModel):
    item: OpenTimeItem | None
