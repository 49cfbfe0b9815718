"""Reads the rows in DynamoDB's answers without a call of a function for each value.

botocore looks for each of the ten types in each value of each row, which takes as long as all else
that it does with an answer. JSON has the values as boto3 returns them already, but for binary ones.
"""

from base64 import b64decode
from typing import Any

from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory

_PLAIN = frozenset({"S", "N", "BOOL", "NULL", "SS", "NS"})


class RowParser(JSONParser):
    """Parses as its base class does; maps of attributes faster."""

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name != "AttributeValue":
            return super()._handle_map(shape, value)  # type: ignore[misc] # the stubs lack it
        return {
            name: _parsed(each) if _PLAIN.isdisjoint(each) else each for name, each in value.items()
        }


class RowParsers(ResponseParserFactory):
    """Makes the parser for DynamoDB's protocol, which parses other services' answers, too."""

    def create_parser(self, protocol_name: str) -> ResponseParser:
        """Return the parser of a protocol."""
        if protocol_name != "json":
            return super().create_parser(protocol_name)
        return RowParser()


def _parsed(value: dict[str, Any]) -> dict[str, Any]:
    """Return one attribute's value, `{type: value}`, in the same form."""
    for kind, given in value.items():
        if kind in _PLAIN:
            return value
        if kind == "B":
            return {"B": b64decode(given)}
        if kind == "M":
            return {"M": {name: _parsed(each) for name, each in given.items()}}
        if kind == "L":
            return {"L": [_parsed(each) for each in given]}
        if kind == "BS":
            return {"BS": [b64decode(each) for each in given]}
    return value
