"""When a delivery is tried again, what an answer asks for, and how a message is signed."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from functions.domain.delivery import signing
from functions.domain.delivery.answer import MAX_RETRY_AFTER_S, Answer, retry_after_s
from functions.domain.delivery.delivery import DeliveryId
from functions.domain.delivery.endpoint import MAX_SECRETS, REPLACED_SIGNS_MS, Endpoint, Health
from functions.domain.delivery.retry import SCHEDULE_S, next_attempt

NOW = 1_796_000_000_000
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(st.integers(1, len(SCHEDULE_S)), TEXTS, st.none() | st.integers(0, 10**9))
def test_the_next_attempt_comes_later_each_time_and_as_asked(
    attempts: int, seed: str, asked: int | None
) -> None:
    found = next_attempt(attempts, now=NOW, seed=seed, retry_after_s=asked)
    assert found is not None
    wait_s = (found - NOW) / 1000
    assert wait_s >= SCHEDULE_S[attempts - 1]
    assert wait_s >= min(asked or 0, MAX_RETRY_AFTER_S)
    assert wait_s <= max(1.2 * SCHEDULE_S[attempts - 1], min(asked or 0, MAX_RETRY_AFTER_S)) + 1


def test_the_attempts_come_to_an_end() -> None:
    assert next_attempt(len(SCHEDULE_S) + 1, now=NOW, seed="") is None
    assert 24 * 3_600 < sum(SCHEDULE_S) < 48 * 3_600


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("99999999999999999999", MAX_RETRY_AFTER_S),
        (f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: int | None) -> None:
    assert retry_after_s(header, now=NOW) == seconds


def test_retry_after_as_a_date_ahead() -> None:
    at = datetime.fromtimestamp(NOW / 1000 + 90, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after_s(at, now=NOW) == 90


@given(st.text(max_size=60))
def test_any_retry_after_can_be_read(header: str) -> None:
    found = retry_after_s(header, now=NOW)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(200, "delivered"), (299, "delivered"), (300, "again"), (301, "again"), (404, "again"),
     (410, "gone"), (429, "again"), (500, "again"), (None, "again"), (100, "again")],
)  # fmt: skip
def test_what_an_answer_means(status: int | None, meaning: str) -> None:
    assert Answer(status).meaning == meaning


@given(st.binary(min_size=24, max_size=64), st.text(max_size=60))
def test_a_message_is_signed_as_the_public_library_signs(secret: bytes, text: str) -> None:
    body = json.dumps({"text": text})
    found = signing.headers("msg_1", body.encode(), secrets=[secret], now=NOW)
    at = datetime.fromtimestamp(NOW // 1000, UTC)
    library = Webhook(signing.shown_secret(secret))
    assert library.sign("msg_1", at, body) == found["webhook-signature"]
    assert signing.shown_secret(secret) == f"whsec_{b64encode(secret).decode()}"


@given(TEXTS, TEXTS, st.sampled_from(["crm", "bus"]))
def test_an_id_survives_a_url_and_names_no_person(owner: str, event: str, endpoint: str) -> None:
    own = DeliveryId(owner, event, endpoint)
    assert quote(own.text, safe="") == own.text
    assert DeliveryId.from_text(own.text) == own
    assert own.message_id == DeliveryId(owner, event, "other").message_id


@given(st.text(max_size=80))
def test_a_text_that_is_no_id_is_refused(text: str) -> None:
    try:
        found = DeliveryId.from_text(text)
    except ValueError:
        return
    assert DeliveryId.from_text(found.text) == found


def test_a_secret_signs_for_a_day_after_it_was_replaced_each_time() -> None:
    endpoint = Endpoint("crm", "https://x").rotated(now=NOW).rotated(now=NOW + 1)
    assert (endpoint.secret_rev, endpoint.rotated_at) == (3, NOW + 1)
    at = NOW + REPLACED_SIGNS_MS
    assert [endpoint.secret_before_signs(rev, now=at) for rev in (3, 2, 1)] == [True, False, False]
    assert endpoint.secret_before_signs(2, now=at - 1)
    assert not endpoint.secret_before_signs(3, now=at + 1)
    assert not Endpoint("crm", "https://x").secret_before_signs(1, now=NOW)


def test_no_more_secrets_sign_than_a_header_may_hold() -> None:
    endpoint = Endpoint("crm", "https://x")
    for _ in range(100):
        endpoint = endpoint.rotated(now=NOW)
    signs = [rev for rev in range(1, 101) if endpoint.secret_before_signs(rev + 1, now=NOW)]
    assert signs == list(range(101 - MAX_SECRETS + 1, 101))


def test_an_endpoint_rests_after_failures_in_a_row_and_is_hopeless_after_days() -> None:
    health, now = Health(), NOW
    for _ in range(4):
        health = health.after_failure(now=now)
    assert health.paused_until <= now
    health = health.after_failure(now=now)
    assert health.paused_until > now
    for _ in range(90):
        now += 3_600_000
        health = health.after_failure(now=now)
    assert health.paused_until - now <= 3_600_000
    assert health.hopeless(now=now)
    assert not Health().after_failure(now=NOW).hopeless(now=NOW + 10**9)


def test_the_wait_that_an_endpoint_asks_for_holds_for_all_of_its_events() -> None:
    assert Health().after_failure(now=NOW, retry_after_ms=60_000).paused_until == NOW + 60_000
