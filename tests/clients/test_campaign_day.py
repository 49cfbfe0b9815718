"""The examples of `docs/examples`, as a campaign tool runs them: against the API on a real port."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from functions.api.app import create_app
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.clients.conftest import HERE
from tests.conftest import Clock
from tests.functional import shop as small_shop
from tests.functional.conftest import IssueKey
from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.serving import serving

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PEOPLE = 100
READERS = 1_000
ONE_DAY = {"abandoned_cart": {"on": True, "delays_s": [0], "channels": ["email"]}}


@pytest.fixture
def shop(
    services: LaptopServices, engine: Engine, clock: Clock, issue_key: IssueKey
) -> DeliveringShop:
    """A shop whose abandoned carts are reminded of at once."""
    client = TestClient(create_app(services))
    client.headers["Authorization"] = f"Bearer {issue_key('secret')}"
    made = DeliveringShop(client, services, engine, clock)
    made.settings(sandbox=False, quiet_from=0, quiet_until=0, kinds=ONE_DAY)
    return made


@pytest.fixture
def trained(services: LaptopServices) -> None:
    """The small shop's catalogue and model are in service."""
    small_shop.put_catalogue(services)
    small_shop.fill_lake(services)
    small_shop.train(services)


def leave_carts(shop: DeliveringShop, number: int) -> None:
    for n in range(number):
        address = {"email": f"{n}@example.{'com' if n % 10 else 'org'}"}
        shop.api.put(f"/v1/customers/c{n}/contact", json=address).raise_for_status()
        shop.consents(f"c{n}", "email")
    carts = [
        {"type": "track", "messageId": f"cart{n}", "userId": f"c{n}", "event": "Product Added",
         "properties": {"products": [{"product_id": "cup", "quantity": 1}]}}
        for n in range(number)
    ]  # fmt: skip
    shop.api.post("/v1/batch", json={"batch": carts}).raise_for_status()
    shop.track("Product Viewed", "cup")  # lets the stream see all of it
    shop.clock.advance(seconds=1)
    shop.sweep()


@pytest.mark.usefixtures("trained")
def test_a_day_of_a_campaign_tool(
    shop: DeliveringShop, services: LaptopServices, issue_key: IssueKey, tmp_path: Path
) -> None:
    leave_carts(shop, PEOPLE)
    people = tmp_path / "people.txt"
    people.write_text("\n".join(f"c{n}" for n in range(READERS)))
    with serving(services) as url:
        environment = {**os.environ, "URL": url, "SECRET": issue_key("secret")}
        done = subprocess.run(
            [sys.executable, EXAMPLES / "campaign_day.py", people],
            env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["reminders"] == {"sent": 90, "not_sent": 10}
    assert (printed["lists"], printed["items"]) == (READERS, 4 * READERS)
    assert printed["pictures"] == 2 * READERS
    states = [shop.decided(f"c{n}")[0][2] for n in (0, 1, 2)]
    assert states == ["ready", "sent", "sent"]


@contextmanager
def receiving(*words: str | Path, secret: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A receiver of an example, and its address."""
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "NODE_PATH": str(HERE / "node_modules")}
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process, f"http://127.0.0.1:{process.stdout.readline().strip()}/hilo"
    finally:
        process.kill()
        process.wait(10)


@pytest.mark.parametrize("language", ["py", "js"])
def test_a_webhook_is_verified_by_the_public_library(
    shop: DeliveringShop, language: str, node: str
) -> None:
    secret = shop.put_endpoint("crm", "http://127.0.0.1:1/")["secret"]
    program = {"py": sys.executable, "js": node}[language]
    example = EXAMPLES / f"receive_webhooks.{language}"
    with receiving(program, example, "2", secret=secret) as (process, url):
        post_unsigned(url)
        shop.put_endpoint("crm", url)
        shop.settings(routes={"email": "webhook:crm"})
        leave_carts(shop, 1)
        shop.deliver()
        printed, _ = process.communicate(timeout=20)
    assert printed.splitlines() == ["refused", '"nudge.ready"']
    assert shop.decided("c0")[0][2] == "sent"


def post_unsigned(url: str) -> None:
    """Post what no signature goes with."""
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(url, b"{}", timeout=10)  # noqa: S310 of this machine
