"""Ids as files have them: a spreadsheet's `'0012` is 0012, and a number's `12.0` is 12."""

import re

_CODE = re.compile(r"\s*'?([0-9]+)(?:\.0)?\s*")


def code_of(text: str) -> str:
    """The id without the `'` by which spreadsheets keep zeros, and without the `.0` of a number."""
    if not text.endswith(".0") and "'" not in text[:2]:
        return text
    found = _CODE.fullmatch(text)
    return found[1] if found else text


def code_in_sql(value: str) -> str:
    """The same of an expression of text, in SQL."""
    pattern = r"'^\s*''?([0-9]+)(?:\.0)?\s*$'"
    return (
        f"CASE WHEN ends_with({value}, '.0') OR contains(({value})[:2], '''') "
        f"THEN regexp_replace({value}, {pattern}, '\\1') ELSE {value} END"
    )
