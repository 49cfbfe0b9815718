"""A day of a shop that makes every function do all it does: its calls show what rights it needs."""

import json
from base64 import b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import boto3

from functions.domain.access_key import issue
from functions.domain.delivery.delivery import DeliveryId, event_of_nudge
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.person import customer
from functions.ports.aws.ssm_secrets import SsmSecrets
from functions.ports.lake import partition
from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS
from functions.services.nudges.signed_links.links import LinkSigner
from functions.storage.keys import catalog_keys, nudge_keys, restock_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.stream.lake_line import lake_line
from local.engine import client_options
from tests.build.built import Built
from tests.build.stand_in_cloud import FEEDBACK_TOPIC, NOW
from tests.unit.builders import event

_, KEY = issue("secret", frozenset(), random=bytes(38), now=0)
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
SHARDS_MESSAGE = {"Records": [{"Sns": {"Message": json.dumps({"shards": [*SHARDS]})}}]}
BY_CHANNEL = {"email": "gus", "sms": "hal", "push": "ivy", "whatsapp": "joy"}
FILES = {
    "imports/orders.csv": "Order Number,Order Date,Customer ID,Email,SKU\n"
    "1,2024-11-01,bea,b@example.com,milk\n2,soon,bea,,milk\n",
    "imports/items.csv": "id,title,price,gtin,availability\n"
    "milk,Milk,2,4006381333931,out of stock\nrye,Rye,3,4006381333931,in stock\n",
    "imports/customers.csv": "Customer ID,Email,Accepts Email Marketing\nbea,b@example.com,yes\n",
    "imports/events.jsonl": '{"type":"identify","userId":"bea","anonymousId":'
    f'"{VISITOR}","timestamp":"2024-11-01T12:00:00Z","messageId":"i1"}}\n',
    "imports/none.csv": "a,b\n1,2\n",
}
OLD = "20200101T00000{}Z-0000"
KEPT = 5


def request(method: str, path: str, body: Any = None, query: str = "") -> dict[str, Any]:
    """A request as API Gateway hands it over."""
    http = {"protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "example"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"authorization": f"Bearer {KEY}", "content-type": "application/json"},
        "requestContext": {
            "accountId": "123456789012",
            "http": {"method": method, "path": path, **http},
            "requestId": "request-1",
            "stage": "$default",
            "timeEpoch": 1735732800000,
        },
        "isBase64Encoded": False,
        **({} if body is None else {"body": json.dumps(body)}),
    }


def track(message_id: str, name: str, **more: Any) -> dict[str, Any]:
    body = {"messageId": message_id, "event": name, "userId": "bea", **more}
    return request("POST", "/v1/track", body)


def requests() -> list[dict[str, Any]]:
    """A shop puts its catalogue; a customer comes, is known by several names, buys and asks."""
    cart = {"product_id": "milk", "quantity": 2, "price": 1.2}
    skewed = {"timestamp": "2024-12-01T00:00:00Z", "sentAt": "2024-12-01T00:00:00Z"}
    identify = {"userId": "bea", "anonymousId": VISITOR, "traits": {"firstName": "Bea"}}
    return [
        request(
            "PUT",
            "/v1/items",
            {"items": [{"item_id": "milk"}, {"item_id": "tea", "aliases": ["te"]}]},
        ),
        request("PUT", "/v1/items/milk/stock", {"quantity": 3}),
        request("GET", "/v1/items/milk"),
        request("GET", "/v1/items/milk/stock"),
        request("DELETE", "/v1/items/tea"),
        request("PUT", "/v1/rules/sale", {"action": "boost", "factor": 2, "item_ids": ["milk"]}),
        request("GET", "/v1/rules"),
        request("GET", "/v1/rules/sale"),
        request("DELETE", "/v1/rules/sale"),
        request("POST", "/v1/keys", {"kind": "publishable"}),
        request("GET", "/v1/keys"),
        request("GET", "/v1/models"),
        request("GET", "/v1/models/current"),
        request("POST", "/v1/models/unpin"),
        request("POST", "/v1/visitor-token-keys/rotate"),
        track("m1", "Product Viewed", anonymousId=VISITOR, properties=cart),
        track("m2", "Product Added", properties=cart, context={"channel": "web"}),
        track("m3", "Product Viewed", properties=cart, **skewed),
        track("m4", "Order Completed", properties={"order_id": "o1", "products": [cart]}),
        track(
            "m5",
            "Product Viewed",
            properties=cart,
            context={"externalIds": [{"type": "card", "id": "7"}]},
        ),
        settings_request(),
        request("PUT", "/v1/customers/cid/preferences", {"consent": {"email": True, "push": True}}),
        request("PUT", "/v1/customers/cid/push-tokens", {"token": "t1", "platform": "fcm"}),
        request("PUT", "/v1/customers/cid/contact", {"email": "cid@example.com"}),
        track("m7", "Cart Viewed", userId="cid", properties={"products": _large_order()}),
        track("m6", "Order Completed", properties={"order_id": "o2", "products": _large_order()}),
        request("POST", "/v1/identify", identify),
        request("POST", "/v1/alias", {"userId": "bea", "previousId": "beatrice"}),
        request("PUT", "/v1/customers/bea/preferences", {"personalization": "on"}),
        request("GET", "/v1/customers/bea/preferences"),
        request("GET", "/v1/customers/bea"),
        request("GET", "/v1/customers/bea/events"),
        request("GET", "/v1/customers/bea/cart"),
        request("GET", "/v1/customers/bea/orders"),
        request("GET", "/v1/recommendations", query="placement=home&user_id=bea&n=5"),
    ]


def settings_request() -> dict[str, Any]:
    """Abandoned carts at once, at any hour."""
    on = {"on": True}
    kinds = {"abandoned_cart": {**on, "delays_s": [0]}, "restock": on, "price_drop": on}
    kinds["replenishment"] = {**on, "delays_s": [0]}
    implicit = {"restock_implicit": ["wishlist", "viewed_sold_out"]}
    changes = {"sandbox": False, "quiet_from": 0, "quiet_until": 0, "kinds": kinds, **implicit}
    return request("PUT", "/v1/settings/nudges", changes)


def nudge_requests() -> list[dict[str, Any]]:
    """What an operator and a page ask of nudges."""
    return [
        request("GET", "/v1/settings/nudges/history"),
        request("POST", "/v1/nudges/pause"),
        request("POST", "/v1/nudges/resume"),
        request("GET", "/v1/nudges/held"),
        request("POST", "/v1/nudges/held/release"),
        request("GET", "/v1/customers/cid/nudges"),
        request("GET", "/v1/customers/cid/nudges/explain"),
    ]


def template_requests() -> list[dict[str, Any]]:
    """What a person who writes messages asks, the last for Cid and the cart they left."""
    own = "/v1/templates/restock.push.en"
    parts = {"title": "{{ items[0].title }}", "body": "It is back."}
    return [
        request("GET", "/v1/templates"),
        request("PUT", own, {"parts": parts}),
        request("GET", own),
        request("DELETE", own),
        request("POST", "/v1/templates/abandoned_cart.email.en/preview", {"user_id": "cid"}),
    ]


def endpoint_requests(types: list[str]) -> list[dict[str, Any]]:
    """A shop makes a webhook and turns the bus on, the route of its e-mail."""
    return [
        request("PUT", "/v1/endpoints/hook", {"url": "https://hook.invalid/", "types": types}),
        request("POST", "/v1/endpoints/hook/secret"),
        request("PUT", "/v1/endpoints/bus", {"types": types}),
        request("POST", "/v1/endpoints/bus/test"),
        request("PUT", "/v1/settings/nudges", {"routes": {"email": "bus"}}),
    ]


def native_requests() -> list[dict[str, Any]]:
    """Every channel gets its provider, and a customer who agrees to that channel alone."""
    providers = {
        "email": {"from_address": "shop@example.com", "configuration_set": "hilo"},
        "sms": {"origination_identity": "pool-1"},
        "push": {"applications": {"fcm": "arn:aws:sns:us-east-1:123456789012:app/GCM/shop"}},
        "whatsapp": {"phone_number_id": "phone-number-id-1"},
    }
    routes = dict.fromkeys(BY_CHANNEL, "native")
    contacts = {
        name: {"email": f"{name}@example.com", "phone": f"+3460000000{n}"}
        for n, name in enumerate(BY_CHANNEL.values())
    }
    token = {"token": "native", "platform": "fcm"}
    found = [
        request("PUT", "/v1/brand", {"postal_address": "1 Example Street, 10115 Example"}),
        request("PUT", "/v1/settings/nudges", {"providers": providers, "routes": routes}),
    ]
    for channel, user_id in BY_CHANNEL.items():
        path = f"/v1/customers/{user_id}"
        found += [
            request("PUT", f"{path}/contact", contacts[user_id]),
            request("PUT", f"{path}/preferences", {"consent": {channel: True}}),
            track(f"{user_id}-1", "Cart Viewed", userId=user_id,
                  properties={"products": _large_order()}),
        ]  # fmt: skip
    return [*found, request("PUT", "/v1/customers/ivy/push-tokens", token)]


def fays_cart() -> list[dict[str, Any]]:
    """Fay, who may be reminded of milk in a month, agrees to e-mail and leaves a cart."""
    milk = {"order_id": "fay-0", "products": [{"product_id": "milk", "quantity": 1}]}
    return [
        track("fay-0", "Order Completed", userId="fay", properties=milk),
        request("PUT", "/v1/customers/fay/preferences", {"consent": {"email": True}}),
        request("PUT", "/v1/customers/fay/contact", {"email": "fay@example.com"}),
        track("fay-1", "Cart Viewed", userId="fay", properties={"products": _large_order()}),
    ]


def after_delivery(notice: DeliveryId) -> list[dict[str, Any]]:
    """The shop looks what became of it, wants it once more, and has enough of it."""
    again = {"delivery_id": notice.text}
    return [
        request("GET", "/v1/endpoints/hook/deliveries"),
        request("POST", "/v1/endpoints/hook/replay", again),
        request("DELETE", "/v1/endpoints/hook"),
    ]


def hold_one(dynamodb: Any, table: str) -> None:
    """Leave an agenda of a later version, which is due."""
    row = {
        **attributes(nudge_keys.agenda(customer("dan"))),
        "rev": {"N": "1"},
        "v": {"N": "99"},
        "due_shard": {"S": nudge_keys.due_shard(0)},
        "due_at": {"N": "0"},
    }
    dynamodb.put_item(TableName=table, Item=row)


def _queued(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "body": json.dumps(body)}]}


def _published(event: dict[str, Any]) -> dict[str, Any]:
    """What a provider published to the topic, as the queue hands it over."""
    return _queued({"TopicArn": FEEDBACK_TOPIC, "Message": json.dumps(event)})


def _large_order() -> list[dict[str, Any]]:
    """More lines than a row of the log has room for, of ids that do not compress."""
    ids = (sha256(str(n).encode()).hexdigest() for n in range(120))
    return [{"product_id": item_id, "quantity": 1} for item_id in ids]


def _uploaded(key: str) -> dict[str, Any]:
    """A file in the bucket, as EventBridge reports it."""
    return {"time": "2025-01-01T12:00:00Z", "detail": {"object": {"key": key, "etag": "e"}}}


class Day:
    """One day of a shop, on what was built and what stands for AWS."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._bucket = built.environment["HILO_BUCKET"]
        options = client_options(built.environment["HILO_AWS_ENDPOINT_URL"], {})
        self._dynamodb = boto3.client("dynamodb", **options)
        self._s3 = boto3.client("s3", **options)
        self._sns = boto3.client("sns", **options)
        self._ssm = boto3.client("ssm", **options)

    def pass_by(self) -> list[dict[str, Any]]:
        """Let it pass; gives what the API answered."""
        run = self._built.run
        self._put(REPURCHASE_GAPS, json.dumps({"days": {"milk": 30}}))
        answers = run("ApiFunction", *requests()).answers
        stored = self._records()
        run("StreamFunction", stored)
        answers += self._nudges()
        answers += self._order(1)
        answers += self._delivery()
        answers += self._restock()
        answers += self._order(2)
        answers += self._imports()
        run("RenderingFunction", *template_requests())
        self._leave_failures("aws/lambda/1/1.json", self._records())
        run("RedriveFunction", {})
        answers += run("ApiFunction", request("DELETE", "/v1/customers/bea")).answers
        run("StreamFunction", stored)
        self._leave_old("snapshots")
        run("SnapshotFunction", {})
        self._leave_old("models")
        self._leave_the_erased(stored)
        run("RetrainFunction", {})
        answers += run("ApiFunction", request("GET", "/v1/insights/abandonment")).answers
        self._leave_failures("aws/lambda/1/2.json", stored)
        run("RedriveFunction", {})
        return [dict(answer) for answer in answers]

    def _nudges(self) -> list[Any]:
        """Sweep the cart that Cid left, lease its nudge, and report what became of it."""
        run = self._built.run
        hold_one(self._dynamodb, self._built.environment["HILO_CUSTOMERS_TABLE"])
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
            _published({"eventType": "Open", "mail": mail, "open": {}}),
            _published({"eventType": "Bounce", "mail": mail, "bounce": bounce}),
            _published(dead),
        )
        return answers

    def _delivery(self) -> list[Any]:
        """Fay's cart goes to the bus; a webhook, which does not answer, gets notice of it."""
        run, names = self._built.run, ["nudge.ready", "nudge.converted", "model.published"]
        answers = list(run("ApiFunction", *endpoint_requests(names), *fays_cart()).answers)
        run("StreamFunction", self._records())
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
        messages = [_queued({"nudge": nudge.text}), _queued({"delivery": notice.text})]
        run("DeliveryFunction", records, *messages, {}, {})
        answers += run("ApiFunction", *after_delivery(notice)).answers
        return answers + self._native()

    def _native(self) -> list[Any]:
        """Four people, one a channel, whose nudges go through the account's own providers."""
        run = self._built.run
        answers = list(run("ApiFunction", *native_requests()).answers)
        run("StreamFunction", self._records())
        run("NudgesFunction", {}, SHARDS_MESSAGE)
        rows = [self._nudge_of(user_id) for user_id in BY_CHANNEL.values()]
        nudges = [nudge_keys.nudge_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}) for row in rows]
        run("DeliveryFunction", *(_queued({"nudge": nudge.text}) for nudge in nudges))
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
            self._put(key, text)
        run("ImportsFunction", *map(_uploaded, keys))
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
        run("RestockFunction", records, *map(_queued, bodies))
        answers += run("ApiFunction", by_affinity).answers
        run("RestockFunction", _queued(bodies[0] | {"number": 1}))
        return answers

    def _catalogue(self, item_id: str) -> dict[str, Any]:
        """What the stream would hand over of the stock of an item."""
        found = self._dynamodb.get_item(
            TableName=self._built.environment["HILO_CATALOG_TABLE"],
            Key=attributes(catalog_keys.stock(item_id, "online")),
        )
        change = {"SequenceNumber": "1", "NewImage": found["Item"]}
        return {"Records": [{"eventName": "INSERT", "dynamodb": change}]}

    def _records(self) -> dict[str, Any]:
        """What the stream would hand over of all that was stored."""
        rows = self._dynamodb.scan(TableName=self._built.environment["HILO_EVENTS_TABLE"])["Items"]
        with_body = [row for row in rows if "body" in row]
        for row in with_body:
            row["body"] = {"B": b64encode(row["body"]["B"]).decode()}  # type: ignore[typeddict-item]
        return {
            "Records": [
                {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(n), "NewImage": row}}
                for n, row in enumerate(with_body)
            ]
        }

    def _leave_failures(self, key: str, batch: dict[str, Any]) -> None:
        """A batch that Lambda gave up, and a line that Firehose did not deliver."""
        self._put(key, json.dumps({"version": "1.0", "payload": json.dumps(batch)}))
        line = json.dumps(lake_line(event("m9", "Product Viewed", "milk"))).encode()
        self._put("failures/lake/1", json.dumps({"rawData": b64encode(line).decode()}))

    def _leave_the_erased(self, stored: dict[str, Any]) -> None:
        """In the lake and in failure files: with others, and alone."""
        hers = json.dumps(lake_line(event("m1", "Product Viewed", "milk", person=customer("bea"))))
        others = json.dumps(lake_line(event("m2", "Product Viewed", "milk")))
        self._put(f"{partition(0)}/1.jsonl", hers)
        self._put(f"{partition(0)}/2.jsonl", f"{hers}\n{others}\n")
        both = [json.dumps({"rawData": b64encode(x.encode()).decode()}) for x in (hers, others)]
        self._put("failures/lake/2", "\n".join(both))
        self._put("failures/lake/3", both[0])
        mine = [each for each in stored["Records"] if "customer#bea" in json.dumps(each)]
        rest = json.loads(json.dumps(mine[:1]).replace("customer#bea", "customer#eve"))
        self._put("aws/lambda/1/3.json", json.dumps({"payload": {"Records": mine}}))
        self._put("aws/lambda/1/4.json", json.dumps({"payload": {"Records": mine + rest}}))

    def _leave_old(self, prefix: str) -> None:
        """More versions than are kept."""
        for number in range(KEPT):
            manifest = json.dumps({"gate": {"passed": True}})
            self._put(f"{prefix}/{OLD.format(number)}/manifest.json", manifest)

    def _put(self, key: str, text: str) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=text.encode())
