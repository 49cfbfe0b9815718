"""A shop's own templates, and its brand: few rows, of which the later write counts."""

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.messages.content import Brand
from functions.domain.nudges.messages.template import Template, TemplateId
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import config_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import DAMAGE, pack, unpack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)


class TemplateRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def all(self) -> list[Template]:
        """Every template of the shop's own, by id; one that cannot be read is left out."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": config_keys.CONFIG},
                ":prefix": {"S": config_keys.TEMPLATE},
            },
            ConsistentRead=True,
        )
        with dynamodb_faults():
            rows: list[Any] = [row for page in pages for row in page["Items"]]
        return [template for row in rows if (template := _from_row(row))]

    def get(self, template_id: TemplateId) -> Template | None:
        """The shop's own template of this id as of now."""
        with dynamodb_faults():
            row: Any = self._client.get_item(
                TableName=self._table, Key=_key(template_id), ConsistentRead=True
            ).get("Item")
        return _from_row(row) if row else None

    def put(self, template: Template) -> None:
        body = {
            "parts": dict(template.parts),
            "html": template.html,
            "updated_at": template.updated_at,
            "by": template.by,
        }
        with dynamodb_faults():
            self._client.put_item(
                TableName=self._table, Item={**_key(template.id), "body": {"B": pack(body)}}
            )

    def delete(self, template_id: TemplateId) -> bool:
        """Delete a template; False if the shop has none of its own."""
        with dynamodb_faults():
            answer = self._client.delete_item(
                TableName=self._table, Key=_key(template_id), ReturnValues="ALL_OLD"
            )
        return "Attributes" in answer


class BrandRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self) -> Brand:
        """The brand as of now; the default one before the first is put."""
        key = attributes(config_keys.brand())
        with dynamodb_faults():
            row: Any = self._client.get_item(
                TableName=self._table, Key=key, ConsistentRead=True
            ).get("Item")
        body = unpack(row["body"]["B"]) if row else {}
        known = Brand.__dataclass_fields__
        return Brand(**{name: value for name, value in body.items() if name in known})

    def put(self, brand: Brand) -> None:
        row = {
            **attributes(config_keys.brand()),
            "body": {"B": pack(asdict(brand))},
        }
        with dynamodb_faults():
            self._client.put_item(TableName=self._table, Item=row)


def _key(template_id: TemplateId) -> dict[str, Any]:
    return attributes(config_keys.template(template_id.text))


def _from_row(row: dict[str, Any]) -> Template | None:
    try:
        template_id = TemplateId.from_text(config_keys.template_of(row["sk"]["S"]))
        return Template(template_id, **unpack(row["body"]["B"]))
    except DAMAGE as error:
        logger.warning("the %s cannot be read: put it again: %s", row["sk"]["S"], error)
        return None
