"""What parameters and fields of bodies mean, by name, where their own schema does not say it.

One text a name: a name has one meaning in all routes.
"""

from typing import Any

TEXTS = {
    # Persons and devices.
    "user_id": "the shop's own id of a customer",
    "id": "the id itself",
    "anonymous_id": "the id of a browser or device; with a publishable key a random UUID",
    "userId": "the shop's own id of a customer; absent before the login",
    "anonymousId": "the id of a browser or device: a random UUID, kept in the browser",
    "previousId": "the id that `userId` had before",
    "alias": "another id of the customer",
    "groupId": "the group that the person belongs to, for example a company",
    "people": "the recipients; a wrong one gets a line with its error and harms no other",
    # Events.
    "messageId": "names the event, so that a retry is stored once; default: made of its content",
    "timestamp": "when it happened, ISO 8601; default: when it is received",
    "originalTimestamp": "when it happened, by the clock that made `sentAt`",
    "sentAt": "when the call was sent, by the clock that made `timestamp`; corrects a wrong clock",
    "event": "the name of what happened, for example `Product Viewed`",
    "name": "the name of the page or screen",
    "properties": "details of the event, in Segment's names; see the guide to events",
    "traits": "what is known of the person, for example `email` and `name`",
    "context": "where it happened: page, device, channel, consent, and `hilo.token`",
    "integrations": "`{hilo: {backfill: true}}` marks history, which wakes nothing",
    "writeKey": "the key, for clients that cannot set a header",
    "batch": "the calls, in the order in which they happened",
    "type": "the kind of call",
    # Lists.
    "placement": "where the list is shown; each placement has its own way to choose",
    "item_id": "the item's id: its SKU, or the product's id without SKUs",
    "items": "the items",
    "category": "only items of this category, as the catalogue names it",
    "brand": "only items of this brand",
    "channel": "the channel, for example `web`, `email` or `store`",
    "min_price": "only items at or above this price",
    "max_price": "only items at or below this price",
    "location": "a stock place: `online`, or the id of a store",
    "in_stock": "false: sold-out items, too",
    "n": "how many items",
    "exclude": "item ids that must not be shown, separated by commas or repeated",
    "diversity": "0 to 1: spreads the list over categories and brands",
    "rotation_rate": "0 to 1: how much the order changes with time",
    "rotation_time": "seconds between two orders of a rotated list",
    "placements": "the lists of the page; earlier ones choose first",
    "cursor": "where the answer before ended; from its last line",
    # Catalogue and stock.
    "title": "the name that shoppers read",
    "group_id": "the product that the item is a variant of; default: the item itself",
    "price": "in `currency`",
    "currency": "ISO 4217, for example EUR",
    "url": "the item's page",
    "image_url": "the item's picture",
    "hidden": "true: it is never recommended",
    "aliases": "other names of the item that events use: a GTIN, the product's id, a handle",
    "sale_from": "when the sale begins, ISO 8601; default: it has begun",
    "sale_until": "when the sale ends, ISO 8601; default: it does not end",
    "attributes": "whatever the shop's pages want to show; answers carry it",
    "quantity": "how many there are",
    "observed_at": "when it was counted, ISO 8601; older counts are ignored",
    "backorder": "true: it may be sold though there is none",
    "stock": "the stock levels",
    # Rules, keys, preferences.
    "rule_id": "the rule's id, chosen by the shop",
    "action": "what is done with the items: pin, boost, bury or block",
    "priority": "of two rules the one with the higher number is applied",
    "enabled": "false: kept, and not applied",
    "note": "for people",
    "key_id": "the part of the key between `hk_` and the second `_`",
    "key": "a publishable key",
    "kind": "publishable: may stand in a page; secret: stays with the shop's servers",
    "version": "the model's version, or `current`",
    "personalization": "`off`: popular items only, and nothing is learned of the person",
    "consent": "by channel: whether the person agrees to be written to",
    "email": "the e-mail address, or whether e-mail may be sent",
    "phone": "the telephone number, with its country, for example +34600000000",
    "push": "whether push messages may be sent",
    "sms": "whether text messages may be sent",
    "whatsapp": "whether WhatsApp messages may be sent",
    "token": "what the platform gave the app to be reached by",
    "token_id": "the id of the token, from the list of the contact",
    "platform": "the maker of the platform",
    "channels": "the channels of the message",
    "addresses": "e-mail addresses or telephone numbers",
    "reason": "why no message may be sent there",
    # Nudges.
    "nudge_id": "the nudge's id, as the answer that handed it over has it",
    "lease_s": "seconds for which the lease lasts",
    "outcome": "what became of it",
    "at": "when, UTC ms; default: now",
    "machine": "true: a program did it, not the person; it counts for nothing",
    "paused": "true: no nudge is handed over",
    "sandbox": "true: messages reach the recipients of `allow_list` only",
    "allow_list": "the recipients of the sandbox",
    "staff": "the ids of staff, who count for nothing",
    "kinds": "by kind: whether it is on, its delays in seconds, channels and the rest",
    "caps": "by channel: so many hand-overs in any window of so many seconds",
    "cap_over_all": "the same over all channels",
    "quiet_from": "minute of the day at which quiet hours begin, where the person is",
    "quiet_until": "minute of the day at which they end",
    "timezone": "of persons whose own is unknown, for example Europe/Madrid",
    "spread_s": "seconds over which releases after quiet hours are spread",
    "rest_s": "seconds of rest after the last hand-over or a conversion",
    "views_of_one_item": "so many views of one item begin an abandoned browse",
    "price_drop_from": "the share by which a price must fall, 0 to 1",
    "valve": "the most hand-overs in a minute",
    "restock_implicit": "signals by which people wait who did not ask; none by default",
    "windows": "by channel, how long after a click and a hand-over an order counts for a nudge",
    "clicked_s": "the time after a click, in seconds",
    "handed_over_s": "the time after a hand-over, in seconds",
    "bulk_share": "the share of the valve that bulk kinds get, 0 to 1",
    "order_effects": "by state of an order: what it does to nudges",
    "thanked_origins": "origins of orders that get post-purchase nudges",
    "low_stock_from": "so few of an item are low stock",
    "restock_ratio": "alerts for each piece that came back",
    "restock_gap_s": "seconds between two waves of alerts about one item",
    "restock_order": "who gets the alert first: by `time` of waiting, or by `affinity` to the item",
    "restock_days": "days for which a person waits",
    "codes": "the codes, each for one person",
    "expires_at": "until when they are good, UTC ms",
    "by": "the fields that rows are kept apart by",
    "first_day": "the first day, YYYY-MM-DD",
    "last_day": "the last day, YYYY-MM-DD",
    "tone": "how messages address people",
    "background": "the colour behind messages, as #rrggbb",
    "text_colour": "the colour of text, as #rrggbb",
    "logo_url": "the shop's logo, at an address of the web",
    "sender_name": "who e-mails are from",
    "sender_email": "the address that e-mails are from",
    "reply_to": "where answers go",
    "postal_address": "the shop's own; the law of most places wants it in e-mails",
    # Pages of answers.
    "limit": "how many at most",
    "before": "only what is older: `before` of the page before",
}


def with_texts(page: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI page with a description for each parameter and field that has none."""
    for path in page["paths"].values():
        for operation in path.values():
            for each in operation.get("parameters", ()):
                _describe(each["name"], each)
    for schema in page["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            _describe(name, field)
    return page


def _describe(name: str, described: dict[str, Any]) -> None:
    if "description" not in described and name in TEXTS:
        described["description"] = TEXTS[name]
