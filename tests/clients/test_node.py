"""@segment/analytics-node, with another host and no other setting."""

import json
import subprocess
from pathlib import Path
from typing import Any

from functions.domain.person import customer, visitor
from local.services import LaptopServices
from tests.functional.conftest import IssueKey

STORY = Path(__file__).with_name("node_story.js")


def run_node(node: str, *arguments: str) -> Any:
    done = subprocess.run(
        [node, STORY, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_a_server_sends_is_stored(
    services: LaptopServices, host: str, issue_key: IssueKey, node: str
) -> None:
    assert run_node(node, host, issue_key("secret")) == {"failures": []}
    events = services.storage.events
    browsed = {event.name: event for event in events.newest(customer("ana"), "b", 10)}
    assert browsed.keys() == {"identify", "Product Viewed", "page", "group", "alias"}
    assert browsed["alias"].previous_id == "ana-before"
    assert browsed["group"].properties["groupId"] == "club"
    (order,) = events.newest(customer("ana"), "c", 10)
    assert [(item.item_id, item.quantity) for item in order.items] == [("tea", 2)]
    assert order.verified
    assert [event.name for event in events.newest(visitor("v1"), "b", 10)] == ["screen"]


def test_a_key_that_is_none_reaches_the_shops_error_handler(host: str, node: str) -> None:
    failures = run_node(node, host, "hk_none")["failures"]
    assert failures
    assert "401" in failures[0]
