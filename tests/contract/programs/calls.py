"""Calls of every operation on a table of some shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.contract.programs import expressions
from tests.contract.programs.expressions import Draw, Terms
from tests.contract.programs.shapes import Shape
from tests.contract.programs.values import NAMES, Value, keys_of, values

TABLE = "the table"


@dataclass(frozen=True)
class Step:
    """A client's method and its arguments; `TABLE` stands for the table's name."""

    method: str
    parameters: dict[str, Any]


def key(draw: Draw, shape: Shape) -> dict[str, Value]:
    found = {name: draw(keys_of(kind)) for name, kind in shape.key_types.items()}
    if draw(st.integers(0, 60)) == 31:
        found.pop(draw(st.sampled_from(list(found))))
    return found


def item(draw: Draw, shape: Shape) -> dict[str, Value]:
    attributes = draw(st.dictionaries(st.sampled_from(NAMES), values, max_size=4))
    for name, kind in shape.index_types.items():
        attributes.pop(name, None)
        if draw(st.booleans()):
            attributes[name] = draw(keys_of(kind))
    return {**attributes, **key(draw, shape)}


def _condition(draw: Draw, terms: Terms, often: bool) -> dict[str, Any]:
    if draw(st.integers(0, 3)) and not often:
        return {}
    return {"ConditionExpression": expressions.condition(draw, terms)}


def _write(draw: Draw, shape: Shape, kind: str) -> dict[str, Any]:
    """The parameters that a write has alone and in a transaction."""
    terms = Terms(into_keys=kind != "check")
    parameters: dict[str, Any] = {"TableName": TABLE}
    if kind == "put":
        parameters["Item"] = item(draw, shape)
    else:
        parameters["Key"] = key(draw, shape)
    if kind == "update" and draw(st.integers(0, 9)):
        parameters["UpdateExpression"] = _update(draw, shape, terms)
    # An update of a key is refused at once here, and after the condition by DynamoDB Local.
    if not _names_a_key(parameters.get("UpdateExpression", ""), terms, shape):
        parameters |= _condition(draw, terms, often=kind == "check")
    if draw(st.integers(0, 4)) == 0:
        parameters["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return {**parameters, **terms.as_parameters()}


def _names_a_key(update: str, terms: Terms, shape: Shape) -> bool:
    """Whether the update has an attribute of the key in it, by its name or another."""
    named = {*terms.names.values(), *re.findall(r"\w+", update)}
    return bool(named & shape.key_types.keys())


def _update(draw: Draw, shape: Shape, terms: Terms) -> str:
    if shape.index and draw(st.integers(0, 4)) == 2:
        name, kind = draw(st.sampled_from(list(shape.index_types.items())))
        return f"SET {name} = {terms.value(draw(keys_of(kind, flawed=False)))}"
    return expressions.update(draw, terms)


@st.composite
def single_writes(draw: Draw, shape: Shape) -> Step:
    kind = draw(st.sampled_from(("put", "put", "put", "update", "update", "update", "delete")))
    parameters = _write(draw, shape, kind)
    returns = ["NONE", "ALL_OLD"]
    if kind == "update":
        returns += ["ALL_NEW"]
    if "UpdateExpression" in parameters:  # without it DynamoDB Local breaks on these
        returns += ["UPDATED_OLD", "UPDATED_NEW"]
    return Step(f"{kind}_item", {**parameters, "ReturnValues": draw(st.sampled_from(returns))})


@st.composite
def transactions(draw: Draw, shape: Shape) -> Step:
    kinds = draw(
        st.lists(
            st.sampled_from(("Put", "Update", "Delete", "ConditionCheck")), min_size=1, max_size=4
        )
    )
    forms = {"Put": "put", "Update": "update", "Delete": "delete", "ConditionCheck": "check"}
    actions = _of_distinct_items([{kind: _write(draw, shape, forms[kind])} for kind in kinds])
    for action in actions:
        update = action.get("Update")
        if update is not None:
            update.setdefault("UpdateExpression", "REMOVE a")
    return Step("transact_write_items", {"TransactItems": actions})


def _of_distinct_items(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One action an item: of more, DynamoDB Local looks at the conditions first."""
    by_key: dict[str, dict[str, Any]] = {}
    for action in actions:
        (request,) = action.values()
        attributes = request["Item"] if "Item" in request else request["Key"]
        found = {name: attributes.get(name) for name in ("pk", "sk")}
        by_key.setdefault(repr(found), action)
    return list(by_key.values())


@st.composite
def batches(draw: Draw, shape: Shape) -> Step:
    puts = draw(st.lists(st.booleans(), min_size=1, max_size=4))
    requests = [
        {"PutRequest": {"Item": item(draw, shape)}}
        if put
        else {"DeleteRequest": {"Key": key(draw, shape)}}
        for put in puts
    ]
    return Step("batch_write_item", {"RequestItems": {TABLE: requests}})


@st.composite
def gets(draw: Draw, shape: Shape) -> Step:
    terms = Terms()
    request: dict[str, Any] = {}
    if draw(st.booleans()):
        request["ProjectionExpression"] = expressions.projection(draw, terms)
        request |= terms.as_parameters()
    match draw(st.sampled_from(("one", "one", "batch", "transaction"))):
        case "batch":
            keys = [key(draw, shape) for _ in range(draw(st.integers(1, 3)))]
            return Step("batch_get_item", {"RequestItems": {TABLE: {"Keys": keys, **request}}})
        case "transaction":
            get = {"Get": {"TableName": TABLE, "Key": key(draw, shape), **request}}
            return Step("transact_get_items", {"TransactItems": [get]})
    consistent = draw(st.booleans())
    parameters = {"TableName": TABLE, "Key": key(draw, shape), "ConsistentRead": consistent}
    return Step("get_item", {**parameters, **request})


@st.composite
def walks(draw: Draw, shape: Shape) -> Step:
    """A query or a scan, of the table or of its index."""
    terms, parameters = Terms(), dict[str, Any](TableName=TABLE)
    types = shape.key_types
    if shape.index and draw(st.booleans()):
        parameters["IndexName"] = "other"
        types = shape.index_types
    method = draw(st.sampled_from(("query", "query", "query", "scan")))
    if method == "query":
        parameters["KeyConditionExpression"] = _key_condition(draw, terms, types)
        parameters["ScanIndexForward"] = draw(st.booleans())
    # A scan of an index filters by what it does not project on DynamoDB Local, and may not here.
    may_filter = method == "query" or "IndexName" not in parameters or shape.index == "ALL"
    if may_filter and draw(st.integers(0, 2)) == 0:
        parameters["FilterExpression"] = expressions.condition(draw, terms)
    if draw(st.integers(0, 3)) == 0:
        parameters["ProjectionExpression"] = expressions.projection(draw, terms)
    elif draw(st.integers(0, 4)) == 0:
        parameters["Select"] = draw(st.sampled_from(("COUNT", "ALL_ATTRIBUTES")))
    if draw(st.booleans()):
        parameters["Limit"] = draw(st.integers(1, 4))
    return Step(method, {**parameters, **terms.as_parameters()})


def _key_condition(draw: Draw, terms: Terms, types: Mapping[str, str]) -> str:
    (hash_name, hash_type), *rest = types.items()
    text = f"{hash_name} = {terms.value(draw(keys_of(hash_type)))}"
    if not rest or draw(st.integers(0, 3)) == 0:
        return text
    ((name, kind),) = rest
    value = keys_of(kind)
    match draw(st.sampled_from(("compare", "compare", "between", "begins"))):
        case "between":
            low, high = terms.value(draw(value)), terms.value(draw(value))
            return f"{text} AND {name} BETWEEN {low} AND {high}"
        case "begins":
            return f"{text} AND begins_with({name}, {terms.value(draw(value))})"
    comparator = draw(st.sampled_from(("=", "<", "<=", ">", ">=")))
    return f"{name} {comparator} {terms.value(draw(value))} AND {text}"


@st.composite
def programs(draw: Draw, shapes: st.SearchStrategy[Shape]) -> tuple[Shape, list[Step]]:
    """A shape, and the calls to make on a table of it: writes first, so that there is something."""
    shape = draw(shapes)
    first = [Step("put_item", {"TableName": TABLE, "Item": item(draw, shape)}) for _ in range(3)]
    kinds = (
        single_writes(shape),
        single_writes(shape),
        transactions(shape),
        batches(shape),
        gets(shape),
        walks(shape),
        walks(shape),
    )
    return shape, [*first, *draw(st.lists(st.one_of(*kinds), min_size=4, max_size=16))]
