"""Every template that is shipped can be kept, and no value becomes markup."""

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from functions.domain.nudges.messages.content import Brand, Incentive, Price
from functions.domain.nudges.messages.template import TEMPLATE_IDS, TemplateId
from functions.rendering.check import MAX_HTML_BYTES, checked
from functions.rendering.faults import TemplateFault
from functions.rendering.render import Renderer
from functions.rendering.samples import samples
from functions.rendering.shipped_templates import shipped

IDS = [TemplateId(*each) for each in TEMPLATE_IDS]
RENDERER = Renderer()
BRAND = Brand(name="Casa Té", postal_address="Calle Mayor 1, Madrid")
CART = TemplateId("abandoned_cart", "email", "es")


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("template_id", IDS, ids=lambda each: each.text)
def test_a_shipped_template_can_be_kept_and_says_something(template_id: TemplateId) -> None:
    template = checked(template_id, shipped(template_id).parts, RENDERER)
    for content in samples(template_id, BRAND, "https://links.example.com"):
        rendered = RENDERER(template, content)
        assert all(rendered.parts.values())
        assert not [text for text in rendered.parts.values() if "[[" in text or "None" in text]


def test_a_hostile_title_stays_a_text() -> None:
    usual, _, hostile = samples(CART, BRAND, "https://links.example.com")
    template = shipped(CART)
    html = RENDERER(template, hostile).parts["html"]
    assert "<script>alert" not in html
    assert not [e for e in Elements(html).found if e[0] == "script" or "onerror" in e[1]]
    assert len(RENDERER(template, usual).parts["html"].encode()) < MAX_HTML_BYTES


def test_prices_are_written_as_in_the_place_and_struck_through_only_if_given() -> None:
    usual = samples(CART, BRAND, "https://links.example.com")[0]
    html = RENDERER(shipped(CART), usual).parts["html"].replace("\u00a0", " ")
    assert "29,90 €</span> <span>24,90 €" in html
    mexican = replace(usual, locale="es-MX", items=(replace(usual.items[0], old_price=None),))
    html = RENDERER(shipped(CART), mexican).parts["html"].replace("\u00a0", " ")
    assert "EUR24.90" in html
    assert "29" not in html.partition("Tetera")[2].partition("Combina")[0]


def test_amounts_of_two_currencies_are_not_summed() -> None:
    usual = samples(CART, BRAND, "https://links.example.com")[0]
    other = replace(usual.items[1], price=Price(Decimal(3), "USD"))
    text = RENDERER(shipped(CART), replace(usual, items=(usual.items[0], other))).parts["html"]
    assert "Total" not in text


def test_a_date_is_that_of_the_place() -> None:
    usual = samples(CART, BRAND, "https://links.example.com")[0]
    midnight = Incentive("A", 1_779_321_600_000 - 1)  # 2026-05-20, one ms before midnight UTC
    for timezone, day in (("UTC", "20 de mayo"), ("Asia/Tokyo", "21 de mayo"), ("No/Where", "20")):
        content = replace(usual, incentive=midnight, timezone=timezone)
        assert day in RENDERER(shipped(CART), content).parts["text"]


def test_a_subject_is_one_line_whatever_a_name_holds() -> None:
    price_drop = TemplateId("price_drop", "email", "en")
    usual = samples(price_drop, BRAND, "https://links.example.com")[0]
    item = replace(usual.items[0], title="a\r\nBcc: x@example.com")
    subject = RENDERER(shipped(price_drop), replace(usual, items=(item,))).parts["subject"]
    assert subject == "Lower price: a Bcc: x@example.com"


LOOP = (
    "<mjml>\n<mj-body><mj-section><mj-column>\n<mj-text>a</mj-text>\n"
    "{% for n in (1..99999999) %}<mj-text>b</mj-text>{% endfor %}\n"
    "</mj-column></mj-section></mj-body></mjml>"
)


@pytest.mark.parametrize(
    ("part", "source", "fault"),
    [
        ("mjml", "no xml", ("mjml", 1, "is no XML")),
        ("text", "Buy!", ("text", None, "unsubscribe link")),
        ("text", "Buy! {{ links.unsubscribe }}", ("text", None, "postal address")),
        ("text", "a\n{{ kind | shout }}", ("text", 2, "unknown filter")),
        ("subject", "\n{% if x %}", ("subject", 2, "endif")),
        ("mjml", LOOP, ("mjml", 4, "limit")),
        ("subject", "{{ person.first_name }}", ("subject", None, "is empty")),
        ("subject", "x" * 201, ("subject", None, "200 characters")),
        ("subject", " ", ("subject", None, "is missing")),
        ("footer", "x", ("footer", None, "has the parts")),
    ],
)
def test_a_template_that_is_refused(
    part: str, source: str, fault: tuple[str, int | None, str]
) -> None:
    with pytest.raises(TemplateFault) as caught:
        checked(CART, {**shipped(CART).parts, part: source}, RENDERER)
    assert caught.value.part == fault[0]
    assert fault[1] is None or caught.value.line == fault[1]
    assert fault[2] in caught.value.reason


def test_an_email_without_a_way_out_is_refused() -> None:
    parts = dict(shipped(CART).parts)
    for gone, reason in (
        ("{{ links.unsubscribe }}", "unsubscribe link"),
        ("{{ brand.postal_address }}", "postal address"),
    ):
        without = parts["mjml"].replace(gone, "https://shop.example" if "links" in gone else "")
        with pytest.raises(TemplateFault, match=reason):
            checked(CART, {**parts, "mjml": without}, RENDERER)


def test_a_text_message_of_too_many_segments_is_refused() -> None:
    sms = TemplateId("abandoned_cart", "sms", "en")
    with pytest.raises(TemplateFault, match="takes 4 segments"):
        checked(sms, {"text": "x" * 450 + " {{ links.unsubscribe }}"}, RENDERER)
    with pytest.raises(TemplateFault, match="is no GSM-7"):
        checked(sms, {"text": "ж" * 150 + " {{ links.unsubscribe }}"}, RENDERER)
