"""What every list keeps, whatever rules there are and whatever is asked."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.query import REASONS
from model.rules.rule import Rule
from model.scoring import PLACEMENTS, History, Interaction, Query, Scorer
from tests.unit.model.rules.lists import EVEN, ODD, rule
from tests.unit.model.shop import NOW

NAMES = [*EVEN, *ODD, "tall", "short", "hidden", "unknown"]
conditions = st.fixed_dictionaries(
    {"item_ids": st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(tuple)},
    optional={
        "category": st.sampled_from(["even", "odd"]),
        "max_price": st.sampled_from([4.0, 60.0]),
        "placements": st.sampled_from([(), ("home",), ("cart", "email")]),
        "priority": st.integers(-2, 2),
    },
)
wide = st.fixed_dictionaries({"category": st.sampled_from(["even", "odd"])})
either = conditions | wide
rules = st.lists(
    st.one_of(
        st.builds(lambda c: rule("block", **c), conditions),
        st.builds(lambda c, p: rule("pin", position=p, **c), conditions, st.integers(1, 8)),
        st.builds(lambda c, f: rule("bury", factor=f, **c), either, st.sampled_from([None, 0.5])),
        st.builds(lambda c, f: rule("boost", factor=f, **c), either, st.sampled_from([1.5, 50.0])),
    ),
    max_size=6,
).map(lambda found: [replace(each, rule_id=f"r{at}") for at, each in enumerate(found)])
items = st.sampled_from(NAMES)
views = st.builds(Interaction, items, st.just("view"), st.just(NOW))
queries = st.builds(
    Query,
    st.sampled_from(PLACEMENTS),
    st.integers(1, 14),
    st.just(NOW),
    st.builds(
        History,
        st.lists(views, max_size=3).map(tuple),
        cart=st.lists(items, max_size=2).map(tuple),
    ),
    st.none() | items,
    st.none() | st.sampled_from(["even", "odd"]),
    exclude=st.frozensets(items, max_size=2),
    page_items=st.lists(items, max_size=2).map(tuple),
    diversity=st.sampled_from([0.0, 0.5, 1.0]),
    rotation_rate=st.sampled_from([0.0, 0.3, 1.0]),
)


@settings(max_examples=150)
@given(query=queries, given_rules=rules)
def test_whatever_the_rules_a_list_keeps_its_promises(
    scorer: Scorer, shelf: Snapshot, query: Query, given_rules: list[Rule]
) -> None:
    ranked = scorer.with_rules(given_rules).recommend(query)
    rows = {row.item_id: row for row in shelf.rows()}

    def concerns(rule: Rule, row: CatalogueRow) -> bool:
        return (
            (not rule.item_ids or row.item_id in rule.item_ids)
            and (rule.category is None or row.category == rule.category)
            and (rule.max_price is None or (row.price is not None and row.price <= rule.max_price))
        )

    blocks = [each for each in given_rules if each.action == "block" and each.applies(query)]
    shut_out = {*query.page_items, *(query.history.cart if query.placement == "cart" else ())}
    shut_out |= {query.item_id} if query.placement == "product" and query.item_id else set()
    taken = {rows[item].group for item in shut_out if item in rows}
    may = {
        row.item_id: row.group
        for row in rows.values()
        if not row.hidden
        and row.group not in taken
        and row.item_id not in query.exclude
        and (query.category is None or row.category == query.category)
        and not any(concerns(rule, row) for rule in blocks)
    }
    found = [each.item_id for each in ranked]
    assert set(found) <= set(may)
    assert len({may[item] for item in found}) == len(found) == min(query.n, len(set(may.values())))
    assert all(left.score > right.score > 0 for left, right in pairwise(ranked))
    assert all(each.reason in REASONS for each in ranked)
