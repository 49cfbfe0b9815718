"""Liquid with bounds: each bomb is refused before it takes time or memory."""

import time

import pytest
from liquid.exceptions import LiquidError

from functions.rendering.environment import environment

GROW = (
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..N) %}{% assign s = s | append: s %}{% endfor %}"
)
BOMBS = {
    "a long loop": "{% for i in (1..100000000) %}x{% endfor %}",
    "loops in a loop": "{% for i in (1..999) %}{% for j in (1..999) %}x{% endfor %}{% endfor %}",
    "a range as a list": "{{ (1..100000000) | join }}",
    "a text that doubles": GROW.replace("N", "60"),
    "a replacement": GROW.replace("N", "10") + "{{ s | replace: '', s }}",
    "a number that squares": "{% assign n = 9 %}{% for i in (1..60) %}{% assign n = n | times: n %}"
    "{% endfor %}{{ n }}",
    "a long output": "{% for i in (1..2000) %}" + "x" * 1_000 + "{% endfor %}",
    "deep blocks": "{% if a %}" * 500 + "{% endif %}" * 500,
    "a long condition": "{% if " + " and ".join("a" * 20_000) + " %}x{% endif %}",
    "an include": "{% include 'x' %}",
    "a rendered file": "{% render 'x' %}",
    "raw output": "{{ x | safe }}",
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_at_once(source: str) -> None:
    began = time.process_time()
    with pytest.raises((LiquidError, RecursionError)):
        environment(html=True).from_string(source).render(x="<b>")
    # A loop of a hundred million takes minutes; this machine needs some hundredths of a second.
    assert time.process_time() - began < 5


def test_values_are_escaped_in_html_and_not_in_plain_text() -> None:
    source = '<a title="{{ x }}">{{ x | upcase | truncate: 5 }}</a>'
    assert environment(html=True).from_string(source).render(x='"<b>') == (
        '<a title="&#34;&lt;b&gt;">&#34;&lt;B&gt;</a>'
    )
    assert environment(html=False).from_string("{{ x }}").render(x="<b>") == "<b>"


def test_no_attribute_of_python_can_be_named() -> None:
    env = environment(html=False)
    assert env.from_string("{{ x.__class__ }}{{ x.__init__ }}").render(x=[1]) == ""
