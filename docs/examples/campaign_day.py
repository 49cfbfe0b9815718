"""A campaign tool's day with Hilo, on Python alone: reminders by lease, and a newsletter.

Set URL, and SECRET to a secret key. `python campaign_day.py people.txt` prints what it did; the
file has the customers of the newsletter, one user id a line.
"""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

URL, SECRET = os.environ["URL"], os.environ["SECRET"]


def post(path: str, body: Any) -> list[Any]:
    """The lines of JSON that Hilo answers."""
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return [json.loads(line) for line in answer]


def send(address: str, content: dict[str, Any]) -> bool:
    """Where your tool sends. It is given an address, items, links and texts of the person."""
    way_out = content["links"]["unsubscribe"]  # every e-mail needs it, also as List-Unsubscribe
    return address.endswith("@example.com") and bool(way_out)


def remind() -> dict[str, int]:
    """Lease a hundred reminders, send each, and report what became of it."""
    counts: dict[str, int] = {}
    (leased,) = post("/v1/nudges/lease", {"channel": "email", "limit": 100})
    for nudge in leased["nudges"]:
        # A nudge without an address or content was handed over all the same: give it back.
        ready = nudge["to"] and nudge["content"]
        outcome = "sent" if ready and send(nudge["to"], nudge["content"]) else "not_sent"
        # With the name of the lease, a report that is tried again ends no later lease.
        report = {"outcome": outcome, "lease_id": nudge["lease_id"]}
        post(f"/v1/nudges/{nudge['nudge_id']}/outcome", report)
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def newsletter(people: list[str]) -> Iterator[dict[str, Any]]:
    """Four items for each customer, in their order; a batch that ends early has a cursor."""
    body: dict[str, Any] = {"placement": "email", "n": 4}
    for start in range(0, len(people), 1_000):
        batch = {**body, "people": [{"user_id": each} for each in people[start : start + 1_000]]}
        while True:
            lines = post("/v1/recommendations/batch", batch)
            yield from (line for line in lines if "items" in line)
            if "cursor" not in lines[-1]:
                break
            batch["cursor"] = lines[-1]["cursor"]


def main(path: str) -> None:
    people = Path(path).read_text("utf-8").split()
    reminders = remind()
    lists = list(newsletter(people))
    # Pictures that show each person's list as it is when the mail is opened.
    (answer,) = post("/v1/render-links", {"user_ids": people, "places": 2})
    print(
        json.dumps(
            {
                "reminders": reminders,
                "lists": len(lists),
                "items": sum(len(each["items"]) for each in lists),
                "pictures": sum(len(each["places"]) for each in answer["links"]),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
