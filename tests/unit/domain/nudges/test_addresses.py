"""One address has one form, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.recipients.addresses import (
    CHANNELS,
    Channel,
    normalised,
    recipient_digest,
)


@pytest.mark.parametrize(
    ("channel", "written", "kept"),
    [
        ("email", " Ana.Lopez+shop@Example.COM ", "ana.lopez+shop@example.com"),
        ("email", "ana@example.com.", "ana@example.com"),
        ("email", "JOSE\u0301@niño.es", "jos\u00e9@xn--nio-8ma.es"),
        ("email", "ana@büro.example", "ana@xn--bro-hoa.example"),
        ("email", "o'brien@example.ie", "o'brien@example.ie"),
        ("email", "ana", None),
        ("email", "ana@localhost", None),
        ("email", "ana@@example.com", None),
        ("email", "ana@exa mple.com", None),
        ("email", "ana b@example.com", None),
        ("email", "ana..b@example.com", None),
        ("email", "ana@example.com\nBcc: ben@example.com", None),
        ("email", "ana\u200b@example.com", None),
        ("email", "Ana <ana@example.com>", None),
        ("email", "a" * 65 + "@example.com", None),
        ("email", "@example.com", None),
        ("sms", "+34 600 11-22.33", "+34600112233"),
        ("sms", "0044 (0)20 7946 0958", "+442079460958"),
        ("whatsapp", "+1 (415) 555-0100", "+14155550100"),
        ("sms", "600112233", None),
        ("sms", "+0600112233", None),
        ("sms", "+3460011223344556", None),
        ("sms", "+٣٤٦٠٠١١٢٢٣٣", None),
        ("push", " token:A-1 ", "token:A-1"),
        ("push", "", None),
        ("push", "x" * 4_097, None),
    ],
)
def test_the_form_of_an_address(channel: Channel, written: str, kept: str | None) -> None:
    assert normalised(channel, written) == kept


@given(st.sampled_from(CHANNELS), st.text(max_size=40))
def test_the_form_of_a_form_is_itself(channel: Channel, text: str) -> None:
    form = normalised(channel, text)
    assert form is None or normalised(channel, form) == form


def test_a_digest_is_of_the_channel_too_and_needs_the_secret() -> None:
    one = recipient_digest("sms", "+34600112233", b"secret")
    assert len({one, recipient_digest("whatsapp", "+34600112233", b"secret")}) == 2
    assert one != recipient_digest("sms", "+34600112233", b"another")
    assert one == recipient_digest("sms", "+34600112233", b"secret")
