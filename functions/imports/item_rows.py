"""One row of a file of products as the body of an item, in the words of `PUT /v1/items`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from functions.domain.column_mapping import ColumnMapping
from functions.imports.codes import code_of
from functions.imports.mapping import plain_name

# What a column's value means, by the column: a product that is not published is hidden.
# A spreadsheet writes TRUE and FALSE in the language of its user.
_YES = frozenset(
    ("true", "1", "yes", "sí", "si", "sì", "sim", "oui", "ja", "verdadero", "verdadeiro", "vrai",
     "vero", "wahr"))  # fmt: skip
_NO = frozenset(
    ("false", "0", "no", "-1", "não", "nao", "non", "nein", "nee", "falso", "faux",
     "falsch"))  # fmt: skip
_HIDDEN = {
    **dict.fromkeys(("published", "publicado", "veroffentlicht"), _NO),
    **dict.fromkeys(("mostrar_en_tienda", "exibir_na_loja", "activo", "ativo"), _NO),
    "hidden": _YES,
    "status": frozenset({"draft", "archived", "private", "unlisted"}),
    "visibility_in_catalog": frozenset({"hidden"}),
    "visibilidad_en_el_catalogo": frozenset({"hidden", "oculto"}),
    "sichtbarkeit_im_katalog": frozenset({"hidden", "versteckt"}),
}
_CODES = frozenset({"item_id", "group_id", "gtin", "alias"})
_name = lru_cache(1_000)(plain_name)
_NO_FIELDS = frozenset({"alias", "hidden"})


def item_body(row: Mapping[str, str | None], mapping: ColumnMapping) -> dict[str, Any]:
    """The body of an item: the fields that a row has, by the file's columns."""
    given: dict[str, Any] = {**mapping.constants}
    given.update({f: value for f, c in mapping.columns.items() if (value := row.get(c))})
    for name in _CODES & given.keys():
        given[name] = code_of(given[name])
    body = {name: value for name, value in given.items() if name not in _NO_FIELDS}
    if alias := given.get("alias"):
        body["aliases"] = [alias]
    if _is_hidden(given, row, mapping):
        body["hidden"] = True
    return body


def _is_hidden(
    given: Mapping[str, Any], row: Mapping[str, str | None], mapping: ColumnMapping
) -> bool:
    """Whether the column that says so says it, or one of those that exports have for it."""
    column = _name(mapping.columns.get("hidden", ""))
    meaning = next((words for name, words in _HIDDEN.items() if name in column), _HIDDEN["hidden"])
    own = str(given.get("hidden", "")).strip().lower() in meaning
    return own or any(
        (value or "").strip().lower() in _HIDDEN.get(_name(each), ()) for each, value in row.items()
    )
