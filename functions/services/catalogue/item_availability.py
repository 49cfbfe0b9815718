"""Whether an item can be bought, in the words of schema.org, Google, Shopify and WooCommerce."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from unicodedata import normalize

from functions.domain.reading.numbers import quantity_of
from functions.domain.reading.unreadable import Unreadable
from functions.services.tracking.details import Details

# In languages of Europe, without accents.
# Without their signs: `https://schema.org/OutOfStock`, `out_of_stock` and `out of stock` are one.
_FOR_SALE = frozenset(
    ("instock", "limitedavailability", "onlineonly", "instoreonly", "preorder", "presale",
     "backorder", "onbackorder", "madetoorder", "available", "availablefororder", "true", "yes",
     "1", "limited", "lowstock", "availablenow", "enstock", "disponible", "disponibile", "auflager",
     "lieferbar", "sofortlieferbar", "vorratig", "lagernd", "verfugbar", "opvoorraad", "leverbaar",
     "palager", "ilager", "skladem", "limitedstock", "backordered", "disponiblebajopedido",
     "surcommande", "disponivel", "emestoque", "si", "ja", "oui", "sim", "verdadero",
     "verdadeiro", "vrai", "vero", "wahr"))  # fmt: skip
_SOLD_OUT = frozenset(
    ("outofstock", "soldout", "discontinued", "reserved", "unavailable", "notavailable", "false",
     "no", "0", "notinstock", "nostock", "agotado", "sinstock", "nodisponible", "ausverkauft",
     "nichtlieferbar", "nichtvorratig", "nichtlagernd",
     "nietopvoorraad", "uitverkocht", "slutsald", "udsolgt", "vyprodano",
     "temporarilyoutofstock", "currentlyunavailable", "currentlyoutofstock", "indisponible",
     "nichtauflager", "nichtverfugbar", "epuise", "rupturedestock", "esaurito",
     "nondisponibile", "nondisponible", "esgotado", "indisponivel", "nein", "non", "nao",
     "falso", "faux", "falsch"))  # fmt: skip


class OnlineStock(NamedTuple):
    """`quantity` is None where nothing says how many there are; `for_sale` where nothing does."""

    quantity: Decimal | None
    for_sale: bool | None


def stock_in(given: Mapping[str, Any], details: Details) -> OnlineStock:
    """What an item says of its stock online; what is sold out has none, whatever is counted."""
    for_sale = details.read(given, "availability", _for_sale)
    counted = details.read(given, "quantity", count_of)
    if for_sale is False:
        return OnlineStock(Decimal(0), for_sale=False)
    return OnlineStock(None if for_sale and not counted else counted, for_sale)


def _for_sale(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = normalize("NFKD", str(value).lower()).rstrip("/").rpartition("/")[2]
    word = re.sub(r"[^a-z0-9]", "", text)
    if word.isdecimal():
        return int(word) > 0  # a count
    if word not in _FOR_SALE | _SOLD_OUT:
        raise Unreadable("must be a word of schema.org's ItemAvailability, InStock for example")
    return word in _FOR_SALE


def count_of(value: Any) -> Decimal:
    """A count; less than none, as shops that oversell have it, is none.

    Raises:
        Unreadable: it is no number.
    """
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and text.startswith(("-", "−")):
        quantity_of(text[1:])
        return Decimal(0)
    if isinstance(text, int | float) and not isinstance(text, bool) and text < 0:
        return Decimal(0)
    return quantity_of(text)
