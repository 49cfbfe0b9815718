"""Rows of customers: what they agreed to, in the words of shops."""

import pytest

from functions.domain.column_mapping import ColumnMapping
from functions.errors import Invalid
from functions.imports.put_customers import customer_row

MAPPING = ColumnMapping("customers", {"user_id": "id", "email_consent": "news"})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SUBSCRIBED", True),
        ("Opted In", True),
        ("opt-in", True),
        ("Sim", True),
        ("Never subscribed", False),
        ("not-subscribed", False),
        ("Não", False),
    ],
)
def test_an_answer_is_read_in_the_words_of_shops(text: str, answer: bool) -> None:
    row = customer_row({"id": "7", "news": text}, MAPPING)
    assert row.consents == {"email": answer}
    assert row.details.dropped == []


@pytest.mark.parametrize("text", ["pending", "maybe"])
def test_what_is_no_answer_is_none(text: str) -> None:
    row = customer_row({"id": "7", "news": text}, MAPPING)
    assert row.consents == {}
    assert [each.field for each in row.details.dropped] == ["email_consent"]


def test_a_customer_without_an_id_is_refused() -> None:
    with pytest.raises(Invalid, match="is needed"):
        customer_row({"id": None, "news": "yes"}, MAPPING)
