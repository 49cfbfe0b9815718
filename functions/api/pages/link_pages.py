"""The pages that links of a message lead to."""

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from functions.api.pages.page import form, page, paragraph
from functions.api.pages.texts import TEXTS, Text
from functions.domain.item import Item
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.messages.content import Brand, Language, plain_text
from functions.domain.preferences import Question
from functions.services.nudges.signed_links.cart_links import CartLink

_GONE = 404


class LinkPages:
    """Pages of one shop in one language."""

    def __init__(self, brand: Brand, language: Language) -> None:
        self._brand = brand
        self._language = language
        self._texts = TEXTS[language]

    @property
    def wording(self) -> str:
        """The name of the version of the texts by which a person agrees on these pages."""
        return f"hilo-page-1-{self._language}"

    def unsubscribe(self, channel: Channel) -> HTMLResponse:
        """Ask; nothing has changed yet."""
        question = self._of(self._texts["unsubscribe_question"], channel)
        body = paragraph(question) + form(self._texts["unsubscribe"])
        return self._page(self._texts["unsubscribe"], body)

    def unsubscribed(self, channel: Channel) -> HTMLResponse:
        body = paragraph(self._of(self._texts["unsubscribed"], channel))
        return self._page(self._texts["unsubscribe"], body)

    def preferences(
        self, consents: Mapping[Question, bool], own: Channel, *, saved: bool = False
    ) -> HTMLResponse:
        """One box a channel. One that is off can be turned on only if the message came on it."""
        boxes = "".join(self._box(c, on=on, can=on or c == own) for c, on in consents.items())
        body = paragraph(self._texts["saved"]) if saved else ""
        body += paragraph(self._of(self._texts["preferences_intro"], own))
        body += form(self._texts["save"], boxes) + paragraph(self._texts["only_off"], "note")
        return self._page(self._texts["preferences"], body)

    def cart(self, cart: CartLink) -> HTMLResponse:
        """What can still be had, where the shop has named no page of its cart."""
        lines = [(line.item, line.quantity) for line in cart.lines]
        names = [(plain_text(item.title) or item.item_id, quantity) for item, quantity in lines]
        shown = "".join(f"<li>{escape(name)} × {quantity}</li>" for name, quantity in names)
        text = self._texts["cart_text"] if lines else self._texts["cart_gone"]
        body = paragraph(self._texts["gone"], "note") if cart.ended else ""
        return self._page(self._texts["cart"], f"{body}{paragraph(text)}<ul>{shown}</ul>")

    def confirm(self, item: Item) -> HTMLResponse:
        """Ask whether the owner of the address wants the mail; nothing has changed yet."""
        body = paragraph(self._about("confirm_question", item)) + form(self._texts["confirm"])
        return self._page(self._texts["confirm"], body)

    def confirmed(self, item: Item) -> HTMLResponse:
        return self._page(self._texts["confirm"], paragraph(self._about("confirmed", item)))

    def preview(self) -> HTMLResponse:
        """Behind the links of a preview."""
        return self._page(self._texts["preview"], paragraph(self._texts["preview_text"]))

    def gone(self) -> HTMLResponse:
        """Behind a link that has ended, or is none."""
        body = paragraph(self._texts["gone_text"])
        return page(self._brand, self._language, self._texts["gone"], body, status=_GONE)

    def _page(self, title: str, body: str) -> HTMLResponse:
        return page(self._brand, self._language, title, body)

    def _about(self, text: Text, item: Item) -> str:
        title = plain_text(item.title) or item.item_id
        return self._texts[text].format(shop=self._brand.name, item=title)

    def _of(self, text: str, channel: Channel) -> str:
        name = self._brand.name if channel == "onsite" else self._texts[channel]
        return text.format(shop=self._brand.name, channel=name)

    def _box(self, channel: Question, *, on: bool, can: bool) -> str:
        name = "" if channel == "personalization" else self._texts[channel]
        state = (" checked" if on else "") + ("" if can else " disabled")
        return (
            f'<label><input type="checkbox" name="{channel}" value="on"{state}>'
            f"{escape(name)}</label>"
        )
