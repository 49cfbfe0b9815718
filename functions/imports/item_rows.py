"""One row of a file of products as the body of an item, in the words of `PUT /v1/items`."""

from collections.abc import Mapping
from typing import Any

from functions.domain.column_mapping import ColumnMapping

# What a column's value means, by the column: a product that is not published is hidden.
_HIDDEN = {
    "published": frozenset({"false", "0", "no", "-1"}),
    "hidden": frozenset({"true", "1", "yes"}),
    "status": frozenset({"draft", "archived", "private"}),
}
_NO_FIELDS = frozenset({"alias", "hidden"})


def item_body(row: Mapping[str, str | None], mapping: ColumnMapping) -> dict[str, Any]:
    """The body of an item: the fields that a row has, by the file's columns."""
    given: dict[str, Any] = {**mapping.constants}
    given.update({f: value for f, c in mapping.columns.items() if (value := row.get(c))})
    body = {name: value for name, value in given.items() if name not in _NO_FIELDS}
    if alias := given.get("alias"):
        body["aliases"] = [alias]
    if _is_hidden(given, mapping):
        body["hidden"] = True
    return body


def _is_hidden(given: Mapping[str, Any], mapping: ColumnMapping) -> bool:
    column = mapping.columns.get("hidden", "").lower()
    meaning = next((words for name, words in _HIDDEN.items() if name in column), frozenset())
    return str(given.get("hidden", "")).strip().lower() in meaning
