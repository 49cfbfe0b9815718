"""Rows are parsed as botocore parses them, value by value."""

import base64
import json
from typing import Any

from botocore.parsers import JSONParser
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from functions.storage.client import aws_session
from functions.storage.row_parser import RowParser

SHAPES = get_session().get_service_model("dynamodb")

encoded = st.binary(max_size=9).map(lambda raw: base64.b64encode(raw).decode())
plain = st.one_of(
    st.text(max_size=9).map(lambda text: {"S": text}),
    st.integers().map(lambda number: {"N": str(number)}),
    st.booleans().map(lambda value: {"BOOL": value}),
    st.just({"NULL": True}),
    encoded.map(lambda raw: {"B": raw}),
    st.lists(encoded, min_size=1, max_size=3).map(lambda raw: {"BS": raw}),
    st.lists(st.text(max_size=3), min_size=1, max_size=3).map(lambda texts: {"SS": texts}),
    st.lists(st.just("1"), min_size=1, max_size=3).map(lambda numbers: {"NS": numbers}),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(lambda each: {"M": each}),
        st.lists(inner, max_size=3).map(lambda each: {"L": each}),
    ),
    max_leaves=9,
)
rows = st.dictionaries(st.text(max_size=4), values, max_size=4)


@given(st.lists(rows, max_size=3), rows)
def test_an_answer_is_that_of_botocore(items: list[Any], last: Any) -> None:
    body = {"Items": items, "Count": len(items), "LastEvaluatedKey": last, "ScannedCount": 2}
    answer = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    shape = SHAPES.operation_model("Query").output_shape
    assert shape is not None

    assert RowParser().parse(answer, shape) == JSONParser().parse(answer, shape)


def test_our_clients_parse_rows_so_and_other_protocols_as_ever() -> None:
    parsers = aws_session().get_component("response_parser_factory")

    assert type(parsers.create_parser("json")) is RowParser
    assert type(parsers.create_parser("rest-xml")).__name__ == "RestXMLParser"
