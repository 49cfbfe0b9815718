"""MJML with Liquid in it: what is refused, in which line, and what comes of it."""

import pytest

from functions.rendering.faults import TemplateFault
from functions.rendering.mjml import compile_mjml

WHOLE = (
    "<mjml>\n<mj-body>\n<mj-section><mj-column>\n{}\n</mj-column></mj-section>\n</mj-body></mjml>"
)


@pytest.mark.parametrize(
    ("inside", "line", "reason"),
    [
        ("<mj-text>", 5, "mismatched tag"),
        ("\n<mj-fancy/>", 5, "<mj-fancy>"),
        ("<mj-text>\n\n<script>x</script></mj-text>", 6, "<script>"),
        ("<mj-text><b onclick='x'>a</b></mj-text>", 4, "onclick"),
        ("<mj-text>a & b</mj-text>", 4, "not well-formed"),
        ("{{ a\n\n}}<mj-image src='{{ item.title }}'/>", 6, "src must be"),
        ("<mj-image src='javascript:x'/>", 4, "src must be"),
        ("<mj-button href='https://shop.example/{{ item.title }}'>a</mj-button>", 4, "href must"),
        ("<mj-button href='{{ item.url | append: x }}'>a</mj-button>", 4, "href must"),
        ("<mj-text color='{{ item.title }}'>a</mj-text>", 4, "brand only"),
        ("<mj-text><i style='{{ item.title }}'>a</i></mj-text>", 4, "brand only"),
        ("<mj-include path='/etc/passwd'/>", 4, "<mj-include>"),
        ("<mj-raw><mj-text>" + "<b>" * 50 + "</b>" * 50 + "</mj-text></mj-raw>", 4, "nested"),
    ],
)
def test_what_is_refused_names_its_line(inside: str, line: int, reason: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        compile_mjml(WHOLE.format(inside))
    assert (caught.value.part, caught.value.line) == ("mjml", line)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "source", ["", "hello", "<html/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><mjml/>"]
)
def test_what_is_no_mjml(source: str) -> None:
    with pytest.raises(TemplateFault):
        compile_mjml(source)


def test_liquid_keeps_its_place_in_the_html() -> None:
    inside = (
        '{% if a < 2 %}<mj-text>&nbsp;{{ x | default: "a < b" }}</mj-text>{% endif %}'
        '<mj-button href="{{ item.url }}" background-color="{{ brand.colour }}">b</mj-button>'
    )
    html = compile_mjml(WHOLE.format(inside))
    for tag in ("{% if a < 2 %}", '&#160;{{ x | default: "a < b" }}', "{% endif %}",
                'href="{{ item.url }}"', "background:{{ brand.colour }}"):  # fmt: skip
        assert tag in html
    assert "liquid" not in html
