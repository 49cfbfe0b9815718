"""A day of a shop that makes every function do all it does: its calls show what rights it needs."""

import json
from base64 import b64encode
from secrets import token_bytes
from typing import Any

import boto3

from functions.domain.delivery.delivery import DeliveryId, event_of_nudge
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.person import customer
from functions.ports.aws.ssm_secrets import SsmSecrets
from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.keys import catalog_keys, nudge_keys, restock_keys
from functions.storage.keys.key import attributes
from local.engine import client_options
from tests.build.built import Built
from tests.build.stand_in_cloud import NOW
from tests.build.story.leftovers import Leftovers
from tests.build.story.messages import FILES, SHARDS_MESSAGE, published, queued, uploaded
from tests.build.story.nudge_requests import (
    BY_CHANNEL,
    after_delivery,
    endpoint_requests,
    fays_cart,
    native_requests,
    nudge_requests,
    template_requests,
)
from tests.build.story.requests import request, requests, track


class Day:
    """One day of a shop, on what was built and what stands for AWS."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._leftovers = Leftovers(built.environment)
        options = client_options(built.environment["HILO_AWS_ENDPOINT_URL"], {})
        self._dynamodb = boto3.client("dynamodb", **options)
        self._sns = boto3.client("sns", **options)
        self._ssm = boto3.client("ssm", **options)

    def pass_by(self) -> list[dict[str, Any]]:
        """Let it pass; gives what the API answered."""
        run = self._built.run
        self._leftovers.put(REPURCHASE_GAPS, json.dumps({"days": {"milk": 30}}))
        answers = run("ApiFunction", *requests()).answers
        stored = self._leftovers.records()
        run("StreamFunction", stored)
        answers += self._nudges()
        answers += self._order(1)
        answers += self._delivery()
        answers += self._restock()
        answers += self._order(2)
        answers += self._imports()
        run("RenderingFunction", *template_requests())
        self._leftovers.leave_failures("aws/lambda/1/1.json", self._leftovers.records())
        self._leftovers.leave_one_stored_twice("aws/lambda/1/5.json")
        run("RedriveFunction", {})
        answers += run("ApiFunction", request("DELETE", "/v1/customers/bea")).answers
        run("StreamFunction", stored)
        self._leftovers.leave_old("snapshots")
        run("SnapshotFunction", {})
        self._leftovers.leave_old("models")
        self._leftovers.leave_the_erased(stored)
        run("RetrainFunction", {})
        answers += run("ApiFunction", request("GET", "/v1/insights/abandonment")).answers
        self._leftovers.leave_failures("aws/lambda/1/2.json", stored)
        run("RedriveFunction", {})
        return [dict(answer) for answer in answers]

    def _nudges(self) -> list[Any]:
        """Sweep the cart that Cid left, lease its nudge, and report what became of it."""
        run = self._built.run
        self._leftovers.hold_one()
        run("NudgesFunction", {}, SHARDS_MESSAGE)
        lease = request("POST", "/v1/nudges/lease", {"channel": "email"})
        answers = list(run("ApiFunction", *nudge_requests(), lease).answers)
        (nudge,) = json.loads(answers[-1]["body"])["nudges"]
        outcome = request("POST", f"/v1/nudges/{nudge['nudge_id']}/outcome", {"outcome": "sent"})
        answers += run("ApiFunction", outcome).answers
        return answers + self._feedback(nudge["nudge_id"])

    def _feedback(self, nudge_id: str) -> list[Any]:
        """Cid opens the mail, then it bounces; and one of two apps of theirs is gone."""
        run, environment = self._built.run, self._built.environment
        token = {"token": "gone", "platform": "fcm"}
        answers = list(
            run("ApiFunction", request("PUT", "/v1/customers/cid/push-tokens", token)).answers
        )
        application = self._sns.create_platform_application(
            Name="shop", Platform="GCM", Attributes={"PlatformCredential": "key"}
        )
        endpoint = self._sns.create_platform_endpoint(
            PlatformApplicationArn=application["PlatformApplicationArn"], Token="gone"
        )
        dead = {"EndpointArn": endpoint["EndpointArn"], "FailureType": "InvalidPlatformToken"}
        secrets = SsmSecrets(self._ssm, environment["HILO_SECRETS_PREFIX"], token_bytes)
        nudge = Nudge(NudgeId.from_text(nudge_id), "email", "sent", "", 0)
        reference = LinkSigner(lambda: secrets.get("links")).sign("feedback", nudge, now=NOW)
        mail = {"tags": {"hilo_1": [reference]}}
        recipients = [{"emailAddress": "cid@example.com"}]
        bounce = {"bounceType": "Permanent", "bouncedRecipients": recipients}
        run(
            "DeliveryFunction",
            published({"eventType": "Open", "mail": mail, "open": {}}),
            published({"eventType": "Bounce", "mail": mail, "bounce": bounce}),
            published(dead),
        )
        return answers

    def _delivery(self) -> list[Any]:
        """Fay's cart goes to the bus; a webhook, which does not answer, gets notice of it."""
        run, names = self._built.run, ["nudge.ready", "nudge.converted", "model.published"]
        answers = list(run("ApiFunction", *endpoint_requests(names), *fays_cart()).answers)
        run("StreamFunction", self._leftovers.records())
        run("NudgesFunction", {}, SHARDS_MESSAGE)
        row = self._nudge_of("fay")
        nudge = nudge_keys.nudge_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]})
        changed = {
            "ApproximateCreationDateTime": NOW / 1000,
            "Keys": {"pk": row["pk"], "sk": row["sk"]},
            "NewImage": {**row, "body": {"B": b64encode(row["body"]["B"]).decode()}},
            "SequenceNumber": "1",
        }
        records = {"Records": [{"eventName": "INSERT", "dynamodb": changed}]}
        notice = DeliveryId(nudge.person.key, event_of_nudge("nudge.ready", nudge), "hook")
        messages = [queued({"nudge": nudge.text}), queued({"delivery": notice.text})]
        run("DeliveryFunction", records, *messages, {}, {})
        answers += run("ApiFunction", *after_delivery(notice)).answers
        return answers + self._native()

    def _native(self) -> list[Any]:
        """Four people, one a channel, whose nudges go through the account's own providers."""
        run = self._built.run
        answers = list(run("ApiFunction", *native_requests()).answers)
        run("StreamFunction", self._leftovers.records())
        run("NudgesFunction", {}, SHARDS_MESSAGE)
        rows = [self._nudge_of(user_id) for user_id in BY_CHANNEL.values()]
        nudges = [nudge_keys.nudge_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}) for row in rows]
        run("DeliveryFunction", *(queued({"nudge": nudge.text}) for nudge in nudges))
        return answers

    def _nudge_of(self, user_id: str) -> Any:
        """The row of a customer's only nudge that is ready."""
        found = self._dynamodb.query(
            TableName=self._built.environment["HILO_CUSTOMERS_TABLE"],
            KeyConditionExpression="pk = :pk AND begins_with(sk, :nudge)",
            FilterExpression="#state = :ready",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={
                ":pk": {"S": customer(user_id).key},
                ":nudge": {"S": nudge_keys.NUDGE},
                ":ready": {"S": "ready"},
            },
        )
        (row,) = found["Items"]
        return row

    def _order(self, number: int) -> list[Any]:
        """Cid orders, some time after the nudge."""
        milk = [{"product_id": "milk", "quantity": 1, "price": 9}]
        bought = {"order_id": f"cid-{number}", "products": milk, "currency": "EUR"}
        order = track(f"cid-{number}", "Order Completed", userId="cid", properties=bought)
        return list(self._built.run("ApiFunction", order).answers)

    def _imports(self) -> list[Any]:
        """Files of each kind come, one of them twice and one that cannot be read."""
        run = self._built.run
        asked = request("POST", "/v1/imports", {"kind": "orders", "file_name": "orders.csv"})
        answers = list(run("ApiFunction", asked).answers)
        url = f"/v1/imports/{json.loads(answers[0]['body'])['import_id']}"
        sent = {**request("PUT", f"{url}/file"), "body": FILES["imports/orders.csv"]}
        answers += run("ApiFunction", sent).answers
        keys = [f"{url.removeprefix('/v1/')}/orders.csv", *FILES, "imports/orders.csv"]
        for key, text in FILES.items():
            self._leftovers.put(key, text)
        run("ImportsFunction", *map(uploaded, keys))
        more = [request("GET", path) for path in ("/v1/imports", url, f"{url}/rejects")]
        return answers + list(run("ApiFunction", *more).answers)

    def _restock(self) -> list[Any]:
        """An item that two people wait for comes back, and costs less for one who has it in mind.

        The order of time and that of affinity read different rows.
        """
        run, table = self._built.run, self._built.environment["HILO_CUSTOMERS_TABLE"]
        interest = restock_keys.interest("tin", customer("cid"))
        row = {**attributes(interest), "at": {"N": "0"}}
        self._dynamodb.put_item(TableName=table, Item=row)
        asks = [
            request("POST", "/v1/items/tin/restock-subscriptions", {"user_id": name})
            for name in ("cid", "eva")
        ]
        stock = [request("PUT", "/v1/items/tin/stock", {"quantity": n}) for n in (0, 5)]
        put = request("PUT", "/v1/items/tin", {"price": 5})
        answers = list(run("ApiFunction", put, stock[0], *asks, stock[1]).answers)
        records = self._catalogue("tin")
        version = records["Records"][0]["dynamodb"]["NewImage"]["restocked_at"]["N"]
        news = {"reason": "price_drop", "item_id": "tin", "version": int(version)}
        bodies = [
            {"item_id": "tin", "location": "online", "version": int(version)},
            {**news, "price_before": 9, "shard": 0, "after": ""},
        ]
        by_affinity = request("PUT", "/v1/settings/nudges", {"restock_order": "affinity"})
        run("RestockFunction", records, *map(queued, bodies))
        answers += run("ApiFunction", by_affinity).answers
        run("RestockFunction", queued(bodies[0] | {"number": 1}))
        return answers

    def _catalogue(self, item_id: str) -> dict[str, Any]:
        """What the stream would hand over of the stock of an item."""
        found = self._dynamodb.get_item(
            TableName=self._built.environment["HILO_CATALOG_TABLE"],
            Key=attributes(catalog_keys.stock(item_id, "online")),
        )
        change = {"SequenceNumber": "1", "NewImage": found["Item"]}
        return {"Records": [{"eventName": "INSERT", "dynamodb": change}]}
