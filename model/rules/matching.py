"""Which items a rule concerns, as masks."""

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import Groups
from model.catalogue.rows import CatalogRows
from model.query import Query
from model.rules.rule import Rule

Mask = NDArray[np.bool_]


def matching(rule: Rule, groups: Groups) -> Mask:
    """Return a mask over the catalogue's rows; without a catalogue, over the model's groups."""
    rows = groups.rows
    return _of_model(rule, groups) if rows is None else _of_catalogue(rule, rows)


def _of_catalogue(rule: Rule, rows: CatalogRows) -> Mask:
    """Conditions mean what the filters of a request mean."""
    within = Query(
        "home",
        1,
        0,
        category=rule.category,
        brand=rule.brand,
        min_price=rule.min_price,
        max_price=rule.max_price,
        in_stock=False,
    )
    found = rows.passing(within).copy()
    if rule.item_ids or rule.group_ids:
        named = np.zeros(len(rows), np.bool_)
        items = rows.find(list(rule.item_ids))
        named[items[items >= 0]] = True
        codes = rows.groups.find(list(rule.group_ids))
        found &= named | np.isin(rows.group, codes[codes >= 0])
    return found


def _of_model(rule: Rule, groups: Groups) -> Mask:
    """Nobody knows any price or brand, so such a condition fits nothing."""
    found = np.ones(groups.size, np.bool_)
    if any(each is not None for each in (rule.brand, rule.min_price, rule.max_price)):
        found[:] = False
    if rule.category is not None:
        found &= groups.within(rule.category)
    if rule.item_ids or rule.group_ids:
        named = groups.of([*rule.item_ids, *rule.group_ids])
        found &= np.isin(np.arange(groups.size), named[named >= 0])
    return found
