"""A stranger's first hour, with the README and the guides only, and the seconds of each step.

Its beginning, a clone and `make demo`, is in `first_hour.sh` (`make first-hour`). Then come a
catalogue and orders from CSV by the guides' own programs, a page with the browser library, a login,
a restart, a training, recommendations, a rule and the report.
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.chromium import Chromium
from tests.clients.shop_pages import ShopPages
from tests.functional.local.test_up import ROOT, Up, eventually
from tests.guide_pages import GUIDES, blocks

ITEMS = ("milk", "bread", "butter", "jam", "tea", "coffee", "sugar", "honey", "rice", "salt")
PEOPLE = 40
DOCS = [ROOT / "README.md", *GUIDES.glob("en/*.md")]
QUICK = ("--set", "training.factors=4", "--set", "training.iterations=2")


class Stranger:
    """Runs what the docs show, on a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.monotonic()
        self.data = folder / "my-shop"
        self.seconds: dict[str, float] = {}

    def done(self, step: str) -> None:
        """Note the seconds since the step before."""
        self.seconds[step] = time.monotonic() - self._began
        self._began = time.monotonic()

    def command(self, shown: str, *more: str) -> str:
        """Run a command of `python -m local`, which the docs must show, on the own folder."""
        docs = "\n".join(path.read_text() for path in DOCS)
        assert f".venv/bin/python -m local {shown}" in docs, f"no page shows {shown}"
        words = [self._own(word) for word in shown.split()]
        return self._run([sys.executable, "-m", "local", *words, *more], cwd=ROOT)

    def program(self, guide: str, up: Up, **variables: str) -> str:
        """Run the first Python program of a guide that does not sign in another language."""
        page = GUIDES / "en" / f"{guide}.md"
        text = next(block.text for block in blocks(page) if block.language == "python")
        own = {"URL": up.url, "SECRET": up.secret, **variables}
        return self._run([sys.executable, "-c", text], cwd=self._folder, env={**os.environ, **own})

    def write(self, name: str, *rows: str) -> Path:
        path = self._folder / name
        path.write_text("\n".join(rows) + "\n")
        return path

    def _own(self, word: str) -> str:
        return {"my-shop": str(self.data), "rules.json": str(self._folder / "rules.json")}.get(
            word, word
        )

    def _run(self, words: list[str], **options: Any) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            words, capture_output=True, text=True, timeout=120, check=False, **options
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def test_the_first_hour(
    tmp_path: Path,
    environment: None,
    pages: ShopPages,
    chromium: Chromium,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stranger = Stranger(tmp_path)
    up = Up(stranger.data)
    try:
        stranger.done("up")
        visitor = fill(stranger, up, lambda: looked(up, pages, chromium))
        log_in(stranger, up, visitor)
        up.stop()
        up = Up(stranger.data)
        assert cart(up) == ["milk"]
        stranger.done("restart")
        learn_and_rule(stranger, up)
    finally:
        up.stop()
    with capsys.disabled():
        steps = ", ".join(f"{name} {took:.0f} s" for name, took in stranger.seconds.items())
        print(f"\nfirst hour: {sum(stranger.seconds.values()):.0f} s ({steps})")  # noqa: T201 its time is what it is for


def fill(stranger: Stranger, up: Up, look: Callable[[], str]) -> str:
    """Bring the catalogue and the orders in, then let a page be looked at by a visitor."""
    rows = (f"{name},{name.title()},food,{price}.50" for price, name in enumerate(ITEMS, 1))
    stranger.write("items.csv", "sku,name,category,price", *rows)
    assert json.loads(stranger.program("recommendations", up))["accepted"] == len(ITEMS)
    stranger.done("catalogue")
    orders = (
        f"A-{who},customer-{who},2026-10-{who % 28 + 1:02}T10:00:00Z,{ITEMS[(who + at) % 10]},1,2.5"
        for who in range(PEOPLE)
        for at in range(4)
    )
    stranger.write("orders.csv", "order_id,customer,created_at,sku,quantity,price", *orders)
    assert json.loads(stranger.program("history", up))["accepted"] == PEOPLE
    stranger.done("orders")
    visitor = look()
    stranger.done("page")
    return visitor


def looked(up: Up, pages: ShopPages, chromium: Chromium) -> str:
    """Return the visitor of a page that looked at milk and put it in the cart."""
    with chromium.showing(pages.address(story="calls", host=up.url, key=up.publishable)):
        came = pages.next_report()
    assert came["failures"] == [None] * 7
    return str(came["visitor"])


def log_in(stranger: Stranger, up: Up, visitor: str) -> None:
    key = up.call("/v1/visitor-token-keys/rotate", method="POST")
    assert base64.b64decode(key["secret"])
    token = stranger.program("login", up, KID=key["kid"], SIGNING_SECRET=key["secret"]).strip()
    event = {"anonymousId": visitor, "userId": "ana", "context": {"hilo": {"token": token}}}

    def joined() -> bool:
        up.call("/v1/identify", event, key=up.publishable)
        return cart(up) == ["milk"]

    assert eventually(joined)
    stranger.done("login")


def cart(up: Up) -> list[str]:
    return [line["item_id"] for line in up.call("/v1/customers/ana/cart")["items"]]


def learn_and_rule(stranger: Stranger, up: Up) -> None:
    trained = stranger.command("train --data my-shop", *QUICK)
    assert up.model() in trained
    stranger.done("train")
    for_ana = "/v1/recommendations?placement=home&user_id=ana&n=5"
    assert len(up.call(for_ana)["items"]) == 5
    stranger.done("recommendations")
    rule = {"rule_id": "salt-first", "action": "pin", "item_ids": ["salt"], "placements": ["home"]}
    stranger.write("rules.json", json.dumps([rule]))
    stranger.command("rules put rules.json --data my-shop")
    assert json.loads(stranger.command("rules list --data my-shop"))[0]["rule_id"] == "salt-first"
    assert eventually(lambda: up.call(for_ana)["items"][0]["item_id"] == "salt", 5)
    stranger.done("rule")
    assert "* " in stranger.command("models list --data my-shop")
    assert stranger.command("models show --data my-shop").startswith("model ")
    report = Path(stranger.command("models report --data my-shop").strip())
    assert "<h1>" in report.read_text()
    stranger.done("report")
