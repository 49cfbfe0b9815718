"""The items that a rule matches, as masks."""

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import ItemGroups
from model.catalogue.rows import CatalogueRows
from model.query import Query
from model.rules.rule import Rule

Mask = NDArray[np.bool_]


def matching(rule: Rule, groups: ItemGroups) -> Mask:
    """Return a mask [rows] over the catalogue; without a catalogue, [groups] over the model."""
    rows = groups.rows
    return _in_model(rule, groups) if rows is None else _in_catalogue(rule, rows)


def _in_catalogue(rule: Rule, rows: CatalogueRows) -> Mask:
    """A condition means the same as the filter of a query."""
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
        items = rows.find(rows.named(list(rule.item_ids)))
        named[items[items >= 0]] = True
        codes = rows.groups.find(list(rule.group_ids))
        found &= named | np.isin(rows.group, codes[codes >= 0])
    return found


def _in_model(rule: Rule, groups: ItemGroups) -> Mask:
    """A model has no prices or brands, so a condition on them matches nothing."""
    found = np.ones(groups.size, np.bool_)
    if any(each is not None for each in (rule.brand, rule.min_price, rule.max_price)):
        found[:] = False
    if rule.category is not None:
        found &= groups.within(rule.category)
    if rule.item_ids or rule.group_ids:
        named = groups.find([*rule.item_ids, *rule.group_ids])
        found &= np.isin(np.arange(groups.size), named[named >= 0])
    return found
