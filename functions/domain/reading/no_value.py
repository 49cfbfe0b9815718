"""What programs write where they have no value, in any field: `undefined`, `[object Object]`."""

import re

from functions.domain.reading.ids import id_of
from functions.domain.reading.unreadable import Unreadable

_WORDS = frozenset(
    ("undefined", "null", "none", "nil", "nan", "[object object]", "n/a", "#n/a", "\\n", "not set",
     "(not set)", "not_set", "(null)", "<null>", "[undefined]", "[null]"))  # fmt: skip
_LONGEST = max(map(len, _WORDS))
_TEMPLATE = re.compile(r"\{\{.*\}\}|\$\{.*\}|<%.*%>|\{%.*%\}|%%.+%%|\*\|.+\|\*|\[object \w+\]")
NO_VALUE = "is what a program writes where it has no value"


def is_no_value(text: str) -> bool:
    """Whether a text stands for no value, or is a template that was not filled in.

    Words of people, `guest` or `default` for example, are values here: a shop may have a category
    of that name. `functions.domain.reading.placeholders` judges ids of persons.
    """
    if len(text) <= _LONGEST and text.strip().lower() in _WORDS:
        return True
    return (
        text[:1] in {"{", "$", "<", "%", "*", "["} and _TEMPLATE.fullmatch(text.strip()) is not None
    )


def filled(text: str) -> str:
    """The text.

    Raises:
        Unreadable: it stands for no value.
    """
    if is_no_value(text):
        raise Unreadable(NO_VALUE)
    return text


def item_id_of(value: object) -> str:
    """The id of a product.

    Raises:
        Unreadable: it is no id, or stands for none.
    """
    return filled(id_of(value))
