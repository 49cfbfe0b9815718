"""Build what a nudge says, from what holds at this moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from functions.domain.item import Item
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.messages.content import (
    Brand,
    ContentItem,
    Links,
    NudgeContent,
    Price,
    higher_price,
    language_of,
    plain_text,
    web_address,
)
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.recipients.contact import first_known
from functions.domain.person import Person, customer
from functions.domain.sale_times import item_at
from functions.domain.traits import Traits
from functions.services.nudges.contents.incentives import Incentives
from functions.services.nudges.signed_links.links import LinkSigner
from functions.services.serving.recommend import Recommend
from functions.storage.catalog import CatalogRows
from functions.storage.contacts import ContactRows
from functions.storage.traits import TraitRows

_RECOMMENDED = 4


@dataclass(frozen=True, slots=True)
class ContentSources:
    """Where the parts of a content come from."""

    catalog: CatalogRows
    traits: TraitRows
    contacts: ContactRows
    recommend: Recommend
    incentives: Incentives
    signer: LinkSigner
    clock: Callable[[], int]


class BuildContent:
    def __init__(self, sources: ContentSources) -> None:
        self._sources = sources

    def __call__(self, nudge: Nudge, facts: Facts, brand: Brand, links_url: str) -> NudgeContent:
        """The content of a nudge that was handed over with these facts a moment ago.

        `links_url` is where links begin if the brand does not say so. A code is taken only here.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        person, channel = facts.person, nudge.channel or "onsite"
        traits, tags = self._known_of(facts)
        language, locale = language_of(*tags, default=brand.language)
        lines = _Lines(self._sources.catalog.get(list(nudge.items)), nudge, facts)
        link = _Link(self._sources, nudge, brand.links_url or links_url)
        return NudgeContent(
            kind=nudge.id.kind,
            step=nudge.id.step,
            channel=channel,
            language=language,
            locale=locale,
            timezone=facts.timezone or "UTC",
            items=tuple(link.led(line) for line in lines.items()),
            recommendations=self._recommended(person, facts, nudge, link),
            links=link.all([lines.quantity(item_id) for item_id in nudge.items]),
            brand=brand,
            first_name=_first_name(traits),
            incentive=self._sources.incentives.take(nudge.id) if nudge.incentive else None,
            gone=lines.gone(),
        )

    def _known_of(self, facts: Facts) -> tuple[Traits, tuple[str | None, ...]]:
        """Traits, and language tags, the surest first."""
        traits, _rev = self._sources.traits.get(facts.person)
        people = [customer(user_id) for user_id in facts.user_ids] or [facts.person]
        contact = first_known(self._sources.contacts.find(people))
        named = [_text(traits, name) for name in ("locale", "language")]
        locales = (event.context.get("locale") for event in facts.recent)
        seen = next((each for each in locales if isinstance(each, str)), None)
        return traits, (contact.language, *named, seen)

    def _recommended(
        self, person: Person, facts: Facts, nudge: Nudge, link: "_Link"
    ) -> tuple[ContentItem, ...]:
        """What may go with it, in an e-mail; nothing that is in the cart, or that it is about."""
        if nudge.channel != "email":
            return ()
        in_cart = (line.item_id for line in facts.cart.lines)
        found = self._sources.recommend(
            person,
            placement="email",
            n=_RECOMMENDED,
            exclude=frozenset({*in_cart, *nudge.items}),
            location=facts.location,
        )
        items = [recommended_item(each.item_id, each.item or {}) for each in found.items]
        return tuple(link.led(item) for item in items)


class _Lines:
    """The items that a nudge is about, as they are sold now."""

    def __init__(self, catalog: Mapping[str, Item], nudge: Nudge, facts: Facts) -> None:
        self._catalog = catalog
        self._nudge = nudge
        self._facts = facts
        self._cart = {line.item_id: line for line in facts.lines_of(nudge.id.kind)}

    def items(self) -> Iterable[ContentItem]:
        return (self._item(item_id) for item_id in self._nudge.items if self._for_sale(item_id))

    def gone(self) -> tuple[str, ...]:
        """The known titles of the items that are no longer for sale."""
        gone = (item_id for item_id in self._nudge.items if not self._for_sale(item_id))
        titles = (plain_text(self._catalog[i].title) for i in gone if i in self._catalog)
        return tuple(title for title in titles if title)

    def quantity(self, item_id: str) -> Decimal:
        return self._cart[item_id].quantity if item_id in self._cart else Decimal(1)

    def _for_sale(self, item_id: str) -> bool:
        item = self._catalog.get(item_id)
        hidden = item is not None and (item.deleted or item.hidden)
        return not hidden and self._facts.for_sale(item_id)

    def _item(self, item_id: str) -> ContentItem:
        item = item_at(self._catalog.get(item_id) or Item(item_id, item_id), self._facts.read_at)
        facts = self._facts.items.get(item_id)
        price = _price(item.price, item.currency)
        return ContentItem(
            item_id=item_id,
            title=plain_text(item.title),
            url=web_address(item.url),
            image_url=web_address(item.image_url),
            price=price,
            old_price=higher_price(self._reported(item_id), price),
            quantity=self.quantity(item_id),
            left=facts.quantity if facts else None,
        )

    def _reported(self, item_id: str) -> Price | None:
        """The price at which the storefront reported the line, with the currency of that report."""
        line = self._cart.get(item_id)
        if line is None:
            return None
        currencies = (
            event.properties.get("currency")
            for event in self._facts.recent
            if any(each.item_id == item_id and each.price == line.price for each in event.items)
        )
        currency = next((each for each in currencies if isinstance(each, str)), None)
        return _price(line.price, currency)


class _Link:
    """The links of one nudge."""

    def __init__(self, sources: ContentSources, nudge: Nudge, links_url: str) -> None:
        self._signer = sources.signer
        self._now = sources.clock()
        self._nudge = nudge
        self._begin = links_url.rstrip("/")

    def led(self, item: ContentItem) -> ContentItem:
        """The item with a link in place of its address; without an address it has none."""
        if item.url is None:
            return item
        token = self._signer.sign("click", self._nudge, now=self._now, item_id=item.item_id)
        return replace(item, url=f"{self._begin}/l/{token}")

    def all(self, quantities: Sequence[Decimal]) -> Links:
        whole = [max(1, int(quantity)) for quantity in quantities]
        cart = self._signer.sign("cart", self._nudge, now=self._now, quantities=whole)
        way_out = self._signer.sign("unsubscribe", self._nudge, now=self._now)
        preferences = self._signer.sign("preferences", self._nudge, now=self._now)
        return Links(
            cart=f"{self._begin}/l/{cart}",
            unsubscribe=f"{self._begin}/u/{way_out}",
            preferences=f"{self._begin}/p/{preferences}",
        )


def recommended_item(item_id: str, shown: Mapping[str, Any]) -> ContentItem:
    return ContentItem(
        item_id=item_id,
        title=plain_text(shown.get("title")),
        url=web_address(shown.get("url")),
        image_url=web_address(shown.get("image_url")),
        price=_price(shown.get("price"), shown.get("currency")),
    )


def _price(amount: Decimal | float | None, currency: str | None) -> Price | None:
    """An amount with its currency; one without a currency is no price that can be written."""
    code = (currency or "").strip().upper()
    is_code = len(code) == 3 and code.isascii() and code.isalpha()
    return Price(Decimal(str(amount)), code) if amount is not None and is_code else None


def _first_name(traits: Traits) -> str | None:
    whole = (_text(traits, "name") or "").partition(" ")[0]
    names = (_text(traits, "firstName"), _text(traits, "first_name"), whole)
    return next((name for name in map(plain_text, names) if name), None)


def _text(traits: Traits, name: str) -> str | None:
    value = traits[name][0] if name in traits else None
    return value if isinstance(value, str) else None
