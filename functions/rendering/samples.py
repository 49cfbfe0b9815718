"""Made-up nudges that a template is tried on: a usual one, a bare one, and a hostile one.

Their links are of no person: what is clicked in a preview changes nothing.
"""

from dataclasses import replace
from decimal import Decimal

from functions.domain.nudges.messages.content import (
    Brand,
    ContentItem,
    Incentive,
    Links,
    NudgeContent,
    Price,
)
from functions.domain.nudges.messages.template import TemplateId

_EXPIRES_AT = 1_900_000_000_000
_TITLES = {
    "en": ("Enamel teapot, 1.2 l", "Two espresso cups", "Green tea from Uji, 100 g"),
    "es": ("Tetera esmaltada, 1,2 l", "Dos tazas de café", "Té verde de Uji, 100 g"),
}
_HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ brand.name }} {% if %}'
# As long as the links of a real nudge, which matters to a text message.
_TOKEN = "preview" + "0" * 75


def samples(template_id: TemplateId, brand: Brand, links_url: str) -> tuple[NudgeContent, ...]:
    """Return every made-up nudge."""
    usual = usual_sample(template_id, brand, links_url)
    return usual, _bare(usual), _hostile(usual)


def usual_sample(template_id: TemplateId, brand: Brand, links_url: str) -> NudgeContent:
    """Return a nudge about two items, one of them cheaper than before, with a code."""
    titles = _TITLES[template_id.language]
    currency = "EUR" if template_id.language == "es" else "USD"
    link = f"{links_url}/l/{_TOKEN}"
    return NudgeContent(
        kind=template_id.kind,
        step=1,
        channel=template_id.channel,
        language=template_id.language,
        locale=template_id.language,
        timezone="UTC",
        items=(
            ContentItem(
                "teapot",
                titles[0],
                link,
                price=Price(Decimal("24.9"), currency),
                old_price=Price(Decimal("29.9"), currency),
                left=3,
            ),
            ContentItem(
                "cups", titles[1], link, price=Price(Decimal("12.5"), currency), quantity=Decimal(2)
            ),
        ),
        recommendations=(
            ContentItem("tea", titles[2], link, price=Price(Decimal("9.75"), currency)),
        ),
        links=Links(cart=link, unsubscribe=link.replace("/l/", "/u/"), preferences=f"{link}p"),
        brand=brand,
        first_name="Ana",
        incentive=Incentive("TEA-7F3K9Q", _EXPIRES_AT),
    )


def _bare(usual: NudgeContent) -> NudgeContent:
    """Return one that lacks all that may be missing."""
    item = ContentItem("4711")
    return replace(
        usual, items=(item,), recommendations=(), first_name=None, incentive=None, gone=()
    )


def _hostile(usual: NudgeContent) -> NudgeContent:
    """Return one of many items whose titles try to become markup."""
    items = tuple(replace(usual.items[0], item_id=str(n), title=_HOSTILE) for n in range(100))
    return replace(usual, items=items, first_name=_HOSTILE[:100], gone=(_HOSTILE,) * 20)
