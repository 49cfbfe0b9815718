"""`tests/odd_events/*.json`: what the world sends, and what Hilo should make of it.

A file has `why`, the `calls` to make and what is to be read afterwards. A call is `POST path`, its
body and key (`secret` or `publishable`; by default `secret`), and the part of the answer that
counts. `reads` are paths of GET with the part of the answer that counts. A part: an object may have
more fields than are named; a list has just the entries that are named. To add one, write the file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app_client import TestClient

FOLDER = Path(__file__).parents[1] / "odd_events"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_event_is_read_as_expected(
    secret: TestClient, publishable: TestClient, name: str
) -> None:
    odd = json.loads((FOLDER / f"{name}.json").read_text())
    keys = {"secret": secret, "publishable": publishable}
    for call in odd["calls"]:
        method, _, path = call["call"].partition(" ")
        answer = keys[call.get("key", "secret")].request(method, path, json=call["body"])
        assert answer.status_code == call.get("status", 200), (odd["why"], answer.text)
        expect(call.get("answer", {}), answer.json(), odd["why"])
    for path, part in odd.get("reads", {}).items():
        answer = secret.get(path)
        assert answer.status_code == 200, (odd["why"], path, answer.text)
        expect(part, answer.json(), f"{odd['why']} {path}")
    assert odd.get("reads") or any("answer" in call for call in odd["calls"])


def expect(part: Any, whole: Any, why: str) -> None:
    if isinstance(part, dict):
        assert isinstance(whole, dict), (why, part, whole)
        for field, value in part.items():
            assert field in whole, (why, field, whole)
            expect(value, whole[field], f"{why}: {field}")
    elif isinstance(part, list):
        assert isinstance(whole, list), (why, part, whole)
        assert len(part) == len(whole), (why, part, whole)
        for index, (one, other) in enumerate(zip(part, whole, strict=True)):
            expect(one, other, f"{why}: {index}")
    else:
        assert part == whole, why
