"""Rows of addresses: sends under a revision, suppression over it, the list without a scan."""

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from functions.domain.nudges.recipients.suppression import Recipient, Suppression, with_send
from functions.errors import RevisionLost
from functions.storage.recipients import RecipientRows
from functions.storage.suppressions import SuppressedAddress, SuppressionRows
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA = "a" + 31 * "0"
BEN = "b" + 31 * "0"
BOUNCED = Suppression("hard_bounce", 100, "ses")


def entry(digest: str, suppression: Suppression = BOUNCED) -> SuppressedAddress:
    return SuppressedAddress("email", digest, f"{digest[0]}@example.com", suppression)


def test_a_send_is_written_over_the_revision_that_was_read(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = RecipientRows(dynamodb, tables.customers)
    new = rows.get("email", ANA)
    assert new == Recipient("email", ANA)
    rows.put(with_send(new, 5))
    with pytest.raises(RevisionLost):
        rows.put(with_send(new, 6))
    known = rows.get("email", ANA)
    assert (known.sends, known.rev, known.suppressed) == ((5,), 1, False)
    assert rows.get("sms", ANA).rev == 0


def test_a_suppression_between_read_and_claim_cancels_the_claim(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = RecipientRows(dynamodb, tables.customers)
    rows.put(with_send(rows.get("email", ANA), 5))
    read = [rows.get("email", ANA), rows.get("email", BEN)]
    SuppressionRows(dynamodb, tables.customers).suppress([entry(ANA), entry(BEN), entry(BEN)])
    for recipient in read:
        with pytest.raises(ClientError, match="ConditionalCheckFailed"):
            dynamodb.transact_write_items(TransactItems=[rows.put_action(with_send(recipient, 9))])
    now = rows.get("email", ANA)
    assert (now.suppression, now.sends) == (BOUNCED, (5,))
    dynamodb.transact_write_items(TransactItems=[rows.put_action(with_send(now, 9))])
    assert rows.get("email", ANA).suppression == BOUNCED


def test_the_first_reason_stays_until_it_is_released(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    suppressions = SuppressionRows(dynamodb, tables.customers)
    rows = RecipientRows(dynamodb, tables.customers)
    suppressions.suppress([entry(ANA)])
    suppressions.suppress([entry(ANA, Suppression("stop", 200, "sms"))])
    assert rows.get("email", ANA).suppression == BOUNCED
    suppressions.release([("email", ANA), ("email", ANA), ("email", BEN)])
    assert not rows.get("email", ANA).suppressed
    suppressions.suppress([entry(ANA, Suppression("stop", 300, "sms"))])
    assert rows.get("email", ANA).suppression == Suppression("stop", 300, "sms")


def test_the_list_is_read_page_by_page_and_forgets_an_address(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    suppressions = SuppressionRows(dynamodb, tables.customers)
    digests = [f"a{number:031d}" for number in range(120)]
    suppressions.suppress([entry(digest) for digest in digests])
    suppressions.forget("email", digests[0])
    suppressions.forget("email", BEN)
    first = suppressions.page("email", 10, after=None, limit=100)
    second = suppressions.page("email", 10, after=first[-1].digest, limit=100)
    assert [line.digest for line in (*first, *second)] == digests
    assert [line.address for line in first[:2]] == [None, "a@example.com"]
    assert first[0].suppression == BOUNCED
    assert suppressions.page("email", 11, after=None, limit=100) == []
    assert RecipientRows(dynamodb, tables.customers).get("email", digests[0]).suppressed
