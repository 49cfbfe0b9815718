"""What a message shows as of the moment it is opened: an item of the person's list."""

from collections.abc import Callable

from functions.domain.nudges.messages.content import Brand, ContentItem, web_address
from functions.domain.nudges.messages.render_links import PLACES, RenderLink
from functions.services.nudges.contents.content_builder import recommended_item
from functions.services.serving.recommend import Recommend


class OpenTimeContent:
    """Nothing is stored: each look is a recommendation of its own, of what can be had now."""

    def __init__(self, recommend: Recommend, clock: Callable[[], int]) -> None:
        self._recommend = recommend
        self._clock = clock

    def item(self, link: RenderLink) -> ContentItem | None:
        """The item at the link's place; None where the list is shorter.

        A link that has ended shows what is popular, as for a person who is not known. The same
        holds for a person who was erased: nothing is left of them that could be read.
        """
        person = None if link.ended(self._clock()) else link.person
        # Always the whole list, so that two places never show one item.
        found = self._recommend(person, placement="email", n=PLACES).items
        if len(found) < link.place:
            return None
        last = found[link.place - 1]
        return recommended_item(last.item_id, last.item or {})

    def click(self, link: RenderLink, brand: Brand) -> str | None:
        """Where a click leads: to the item's own page in the catalogue, else to the shop's cart."""
        item = self.item(link)
        return (web_address(item.url) if item else None) or web_address(brand.cart_url)
