from typing import Any

import pytest

from local.event_filter import EventFilter

INSERT: dict[str, Any] = {
    "eventName": "INSERT",
    "dynamodb": {
        "Keys": {"pk": {"S": "visitor#1"}},
        "NewImage": {"pk": {"S": "visitor#1"}, "kind": {"S": "click"}},
    },
}
EXPIRED: dict[str, Any] = {
    "eventName": "REMOVE",
    "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
    "dynamodb": {"Keys": {"pk": {"S": "visitor#1"}}},
}


def kind(rule: Any) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": {"kind": {"S": [rule]}}}}


@pytest.mark.parametrize(
    ("pattern", "passes_insert", "passes_expired"),
    [
        ({"eventName": ["INSERT"]}, True, False),
        ({"eventName": ["INSERT", "REMOVE"]}, True, True),
        ({"eventName": ["MODIFY"]}, False, False),
        (kind("click"), True, False),
        (kind("view"), False, False),
        (kind({"prefix": "cl"}), True, False),
        (kind({"prefix": "vi"}), False, False),
        (kind({"exists": True}), True, False),
        (kind({"exists": False}), False, True),
        (kind({"anything-but": ["view"]}), True, False),
        (kind({"anything-but": "click"}), False, False),
        ({"userIdentity": {"type": [{"exists": False}]}}, True, False),
        ({"eventName": ["INSERT"], **kind("view")}, False, False),
        ({"eventName": ["INSERT"], **kind("click")}, True, False),
    ],
)
def test_each_rule(pattern: Any, passes_insert: bool, passes_expired: bool) -> None:
    one = EventFilter([pattern])
    assert (one.passes(INSERT), one.passes(EXPIRED)) == (passes_insert, passes_expired)


def test_any_of_several_patterns_is_enough_and_none_lets_all_pass() -> None:
    either = EventFilter([{"eventName": ["MODIFY"]}, {"eventName": ["REMOVE"]}])
    assert (either.passes(INSERT), either.passes(EXPIRED)) == (False, True)
    assert EventFilter().passes(INSERT)


def test_a_number_is_compared_as_dynamodb_writes_it() -> None:
    record = {"dynamodb": {"NewImage": {"price": {"N": "3.50"}}}}
    assert EventFilter([{"dynamodb": {"NewImage": {"price": {"N": ["3.50"]}}}}]).passes(record)
    assert not EventFilter([{"dynamodb": {"NewImage": {"price": {"N": [3.5]}}}}]).passes(record)


@pytest.mark.parametrize(
    "pattern",
    [{"eventName": [{"suffix": "T"}]}, {"eventName": "INSERT"}, {"eventName": []}],
)
def test_what_is_not_understood_is_refused(pattern: Any) -> None:
    with pytest.raises(ValueError, match="filter"):
        EventFilter([pattern])
