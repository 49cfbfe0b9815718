"""Short texts, categories, places and lists of products as senders write them."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from unicodedata import normalize

from functions.domain.reading.ids import id_of
from functions.domain.reading.no_value import filled
from functions.domain.reading.unreadable import Unreadable

SEPARATOR = " > "
_MAX_TEXT = 512
_MAX_LEVELS = 20
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|www\.|about:|data:", re.IGNORECASE)
_LEVELS = re.compile(r"\s*(?:>|›|»|→|&gt;)+\s*")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_PRODUCT_IDS = frozenset(("id", "sku", "product_id", "productId", "item_id", "variant_id"))
_NAMES = ("name", "title", "label", "id")


def is_absent(value: Any) -> bool:
    """Whether there is no value: null, or a text of spaces alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Any, most: int | None = _MAX_TEXT) -> str:
    """A text of at most `most` characters; a number becomes one.

    Raises:
        Unreadable: it is no text, or too long.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Unreadable("must be a text")
    text = value.strip()
    if most is not None and len(text) > most:
        raise Unreadable(f"may have {most} characters")
    return text


def category_of(value: Any) -> str:
    """A category, of a path its levels joined by ` > `, the widest first.

    A list is a path; of a list of lists or of texts that are paths, the first path counts.

    Raises:
        Unreadable: it is neither a text nor a list of texts, or stands for no value.
    """
    if isinstance(value, list):
        levels = [each for each in value if not is_absent(each)]
        if not levels:
            raise Unreadable("must be a text or a list of texts")
        if isinstance(levels[0], list) or _is_path(levels[0]):
            return category_of(levels[0])
        return _joined([name_of(each) for each in levels])
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        with suppress(ValueError, RecursionError):
            return category_of(list(json.loads(value)))
    return filled(_joined(_LEVELS.split(name_of(value))))


def place_of(value: Any) -> str:
    """The id of a stock place; an object gives its `id`.

    Raises:
        Unreadable: it is no id, a URL for example.
    """
    if isinstance(value, Mapping):
        value = value.get("id")
    place = filled(id_of(value))
    if _URL.match(place):
        raise Unreadable("must be the id of a store or a warehouse, not a URL")
    return place


def channel_name_of(value: Any) -> str:
    """The name of a channel, in small letters; an object gives its name.

    Raises:
        Unreadable: it is no text, or stands for no value.
    """
    return filled(name_of(value).lower())


def products_of(value: Any) -> list[Any]:
    """The products of a list, of one object, of an object of objects, or of JSON in a text.

    The objects of an object may have their names in it for ids, unless these only count. A list of
    GraphQL has them as `nodes`, or as `edges` with a `node` each.

    Raises:
        Unreadable: it is none of these.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Unreadable("must be a list of products") from error
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping):
        raise Unreadable("must be a list of products")
    if isinstance(nodes := _nodes(value), list):
        return nodes
    inner = list(value.values())
    if not inner or not all(isinstance(each, Mapping) for each in inner):
        return [value]
    counted = {str(n) for n in range(len(inner) + 1)}
    if counted.issuperset(map(str, value)):
        return inner
    return [{**each, "sku": name} if _PRODUCT_IDS.isdisjoint(each) else each
            for name, each in value.items()]  # fmt: skip


def _nodes(value: Mapping[str, Any]) -> Any:
    edges = value.get("edges")
    if not isinstance(edges, list):
        return value.get("nodes")
    return [each.get("node") if isinstance(each, Mapping) else each for each in edges]


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and len(_LEVELS.split(value)) > 1


def name_of(value: Any, most: int | None = _MAX_TEXT) -> str:
    """A text in NFC of at most `most` characters; of an object its name, or its first language.

    Raises:
        Unreadable: it is neither, or too long.
    """
    if isinstance(value, Mapping):
        names = [*_NAMES, *(name for name in value if _LANGUAGE.fullmatch(str(name)))]
        value = next((value[name] for name in names if not is_absent(value.get(name))), None)
    if isinstance(value, bool):
        raise Unreadable("must be a text or a list of texts")
    return normalize("NFC", text_of(value, most))


def _joined(levels: list[str]) -> str:
    path = SEPARATOR.join(each.strip() for each in levels[:_MAX_LEVELS] if each.strip())
    if not path or len(path) > _MAX_TEXT:
        raise Unreadable(f"must have 1 to {_MAX_TEXT} characters")
    return path
