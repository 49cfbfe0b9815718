"""Rows of what nudges say and where they go: tokens, consents, templates, the brand, codes."""

from typing import TYPE_CHECKING

import pytest

from functions.domain.nudges.messages.content import Brand, Incentive
from functions.domain.nudges.messages.template import Template, TemplateId
from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.recipients.contact import Contact, PushToken, VerifiedAddress
from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.errors import RevisionLost
from functions.storage.consent_log import ConsentLogRows
from functions.storage.contacts import ContactRows
from functions.storage.incentive_codes import IncentiveCodeRows
from functions.storage.keys import config_keys, nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.push_tokens import PushTokenRows
from functions.storage.tables import TableNames
from functions.storage.templates import BrandRows, TemplateRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA, BEN = customer("ana"), customer("ben")
TOKEN = PushToken("t:1", "a" * 32, "fcm", 5)
IN_2100 = 4_102_444_800_000


def test_a_token_has_one_owner_at_a_time(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    rows = PushTokenRows(dynamodb, tables.customers)
    rows.put(ANA, TOKEN, before=None)
    for before in (None, BEN):
        with pytest.raises(RevisionLost):
            rows.put(BEN, TOKEN, before=before)
    rows.put(BEN, TOKEN, before=ANA)
    assert (rows.owner(TOKEN.digest), rows.all(ANA), rows.all(BEN)) == (BEN, [], [TOKEN])
    with pytest.raises(RevisionLost):
        rows.delete(ANA, TOKEN.digest)
    rows.delete(BEN, TOKEN.digest)
    assert (rows.owner(TOKEN.digest), rows.all(BEN)) == (None, [])


def test_contact_data_and_consents(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    rows = ContactRows(dynamodb, tables.customers)
    contact = Contact(VerifiedAddress("ana@example.com", 5, "key 1"), None, "es")
    rows.put(ANA, contact, rev=0)
    assert rows.get(ANA) == (contact, 1)
    assert rows.find([BEN, ANA]) == [contact]
    with pytest.raises(RevisionLost):
        rows.put(ANA, contact, rev=0)
    log = ConsentLogRows(dynamodb, tables.customers)
    for at, value in ((5, True), (9, False), (7, True)):
        log.add(ANA, {"email": Answer(value, at, "key 1", "v1")})
    found = log.newest_first(ANA, 2)
    assert found == [
        ("email", Answer(False, 9, "key 1", "v1")),
        ("email", Answer(True, 7, "key 1", "v1")),
    ]


def test_templates_and_the_brand(
    dynamodb: "DynamoDBClient", tables: TableNames, caplog: pytest.LogCaptureFixture
) -> None:
    rows = TemplateRows(dynamodb, tables.customers)
    template = Template(TemplateId("restock", "push", "en"), {"title": "a"}, "", 5, "key 1")
    rows.put(template)
    assert rows.get(template.id) == template
    other = attributes(config_keys.template("restock.fax.en"))
    dynamodb.put_item(TableName=tables.customers, Item={**other, "body": {"B": b"\x01"}})
    assert rows.all() == [template]
    assert "cannot be read" in caplog.text
    assert (rows.delete(template.id), rows.delete(template.id)) == (True, False)
    brand = BrandRows(dynamodb, tables.customers)
    assert brand.get() == Brand()
    brand.put(Brand(name="Té"))
    assert brand.get() == Brand(name="Té")


def test_a_code_goes_to_one_sequence_of_a_person_who_is_there(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = IncentiveCodeRows(dynamodb, tables.customers)
    codes = [Incentive("A", IN_2100), Incentive("B", IN_2100)]
    assert rows.add(codes) == set()
    first, second = (NudgeId(person, "abandoned_cart", 7, 3) for person in (ANA, BEN))
    with pytest.raises(RevisionLost):
        rows.take(first, codes[0])  # there is no such nudge
    for nudge_id in (first, second):
        key = attributes(nudge_keys.nudge(nudge_id))
        dynamodb.put_item(TableName=tables.customers, Item=key)
    rows.take(first, codes[0])
    assert rows.taken(NudgeId(ANA, "abandoned_cart", 7, 1)) == codes[0]
    for nudge_id, code in ((first, codes[1]), (second, codes[0])):
        with pytest.raises(RevisionLost):
            rows.take(nudge_id, code)
    rows.add([codes[0]])
    with pytest.raises(RevisionLost):
        rows.take(second, codes[0])
    rows.drop_if_given(codes[0])
    rows.drop_if_given(codes[1])
    left = [code for shard in range(8) for code in rows.some(shard, 9)]
    assert left == [codes[1]]
