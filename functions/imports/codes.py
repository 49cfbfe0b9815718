"""Ids as files have them: a sheet's `'0012` and `="0012"` are 0012, a number's `12.0` is 12."""

import re

_CODE = re.compile(r"\s*'?([0-9]+)(?:\.0)?\s*")
_FORMULA = re.compile(r'\s*="(.*)"\s*')


def code_of(text: str) -> str:
    """The id without the marks by which spreadsheets keep zeros, and without a number's `.0`.

    Spaces around it are left out.
    """
    if '="' in text and (formula := _FORMULA.fullmatch(text)):
        return formula[1].strip()
    if not text.endswith(".0") and "'" not in text[:2]:
        return text.strip()
    found = _CODE.fullmatch(text)
    return found[1] if found else text.strip()


def code_in_sql(value: str) -> str:
    """The same of an expression of text, in SQL."""
    pattern = r"'^\s*''?([0-9]+)(?:\.0)?\s*$'"
    formula = r"""'^\s*="(.*)"\s*$'"""
    return (
        f"""trim(CASE WHEN contains({value}, '="') """
        f"THEN regexp_replace({value}, {formula}, '\\1') "
        f"WHEN ends_with({value}, '.0') OR contains(({value})[:2], '''') "
        f"THEN regexp_replace({value}, {pattern}, '\\1') ELSE {value} END, ' \t\u00a0')"
    )
