"""A name that no nudge has is refused when a template is put: a reader would see a gap."""

import pytest

from functions.rendering.check import checked
from functions.rendering.faults import TemplateFault
from functions.rendering.shipped_templates import shipped
from tests.unit.rendering.test_shipped import CART, RENDERER


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("a\n{{ custmer.name }}", 2, "there is no variable custmer"),
        ("{{ person.frist_name }}", 1, "person has no frist_name; did you mean first_name?"),
        ("{{ item.title }}", 1, "there is no variable item; did you mean items?"),
        ("{% for i in items %}\n{{ i.titel }}{% endfor %}", 2, "i has no titel"),
        ("{% for i in item %}x{% endfor %}", 1, "there is no variable item"),
        ("{{ items[0].prize }}", 1, "items[0] has no prize"),
        ("{{ items.title }}", 1, "items has no title"),
        ("{% assign x = items.first %}\n\n{{ x.titel }}", 3, "x has no titel"),
        ("{% for i in items %}{% endfor %}{{ i.title }}", 1, "there is no variable i"),
        ("{% if kind == 'a' %}{{ 'b' | append: lnks.cart }}{% endif %}", 1, "no variable lnks"),
        ("{% unless persn %}x{% endunless %}", 1, "did you mean person?"),
        ("{% case stp %}{% when 1 %}x{% endcase %}", 1, "did you mean step?"),
        ("{{ total.amount }}", 1, "total has no amount"),
    ],
)
def test_a_name_that_there_is_not_is_refused(source: str, line: int, reason: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        checked(CART, {**shipped(CART).parts, "subject": f"Hi {source}"}, RENDERER)
    assert (caught.value.part, caught.value.line) == ("subject", line)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "source",
    [
        "{{ items.first.title }} {{ items.size }} {{ items[0].price }} {{ items[step].left }}",
        "{% assign x = items | first %}{{ x.anything }} {% capture y %}z{% endcapture %}{{ y }}",
        "{% for i in items limit: 2 %}{{ forloop.index }} {{ i['title'] }}{% endfor %}",
        "{% for g in gone %}{{ g }}{{ g.size }}{% else %}{{ total }}{% endfor %}",
        "{% for n in (1..step) %}{{ n }}{% endfor %}",
        "a{% if incentive %}{{ incentive.code }}{% endif %}",
        "{% for i in items reversed %}{% assign last = i %}{% endfor %}{{ last.title }}",
    ],
)
def test_what_there_is_can_be_named(source: str) -> None:
    assert checked(CART, {**shipped(CART).parts, "subject": f"Hi {source}"}, RENDERER)
