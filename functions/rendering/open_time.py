"""Show what a link of open-time content stands for: as a picture, as JSON, or by leading on."""

from functions.domain.nudges.messages.content import ContentItem
from functions.ports.images import Images
from functions.rendering.picture import Painter, empty_png
from functions.services.delivery.open_time import OpenTimeContent
from functions.services.nudges.signed_links.render_links import RenderLinks
from functions.storage.templates import BrandRows


class OpenTime:
    def __init__(
        self,
        links: RenderLinks,
        content: OpenTimeContent,
        brand: BrandRows,
        images: Images,
        painter: Painter,
    ) -> None:
        self._links = links
        self._content = content
        self._brand = brand
        self._images = images
        self._painter = painter

    def picture(self, token: str) -> bytes:
        """The picture of the item, as PNG; one transparent pixel where there is none.

        Raises:
            NotFound: it is no link of ours.
        """
        link = self._links.read(token)
        item = self._content.item(link)
        if item is None:
            return empty_png()
        image = self._images.fetch(item.image_url) if item.image_url else None
        return self._painter.png(item, link.language, self._brand.get(), image)

    def item(self, token: str) -> ContentItem | None:
        """The item; None where there is none.

        Raises:
            NotFound: it is no link of ours.
        """
        return self._content.item(self._links.read(token))

    def click(self, token: str) -> str | None:
        """Where a click leads on; it is nowhere but the catalogue's address, or the shop's cart.

        Raises:
            NotFound: it is no link of ours.
        """
        return self._content.click(self._links.read(token), self._brand.get())
