"""Links cannot be forged, say what they are for, and stay short."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.kinds import CHANNELS, KINDS
from functions.domain.nudges.messages.links import PURPOSES, Capability, LinkRefused, sign, verify
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import customer, visitor

SECRET = b"s" * 32
DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
IDS = st.one_of(TEXTS, st.uuids().map(str), st.just(DEVICE.upper()), st.just(f"{DEVICE}\n"))
PEOPLE = st.one_of(st.builds(customer, IDS), st.builds(visitor, st.just(DEVICE)))
NUDGES = st.builds(
    NudgeId, PEOPLE, st.sampled_from(KINDS), st.integers(0, 10**13 - 1), st.integers(1, 99)
)


@st.composite
def capabilities(draw: st.DrawFn) -> Capability:
    purpose = draw(st.sampled_from(PURPOSES))
    is_cart = purpose == "cart"
    return Capability(
        purpose=purpose,
        nudge_id=draw(NUDGES),
        channel=draw(st.sampled_from(CHANNELS)),
        ends_at=draw(st.integers(0, 4_000_000_000)) * 1000,
        item_id="" if is_cart else draw(st.one_of(st.just(""), TEXTS)),
        quantities=tuple(draw(st.lists(st.integers(0, 255), max_size=9))) if is_cart else (),
    )


@given(capabilities())
def test_a_link_is_read_as_it_was_made(capability: Capability) -> None:
    token = sign(capability, SECRET)
    assert verify(token, SECRET) == capability
    assert token.replace("-", "").replace("_", "").isalnum()


@given(capabilities(), st.integers(0, 10**6), st.integers(1, 255))
def test_a_link_that_was_changed_anywhere_is_refused(
    capability: Capability, position: int, change: int
) -> None:
    token = sign(capability, SECRET)
    raw = bytearray(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    raw[position % len(raw)] ^= change
    with pytest.raises(LinkRefused):
        verify(urlsafe_b64encode(raw).decode().rstrip("="), SECRET)


@given(st.text(max_size=80))
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(LinkRefused):
        verify(text, SECRET)


def test_a_link_of_another_secret_is_refused_and_a_long_one_is_not_read() -> None:
    nudge = NudgeId(customer("ana"), "restock", 1, 1)
    token = sign(Capability("click", nudge, "sms", 1_000), SECRET)
    for text in (token, "A" * 5_000):
        with pytest.raises(LinkRefused):
            verify(text, b"another secret")


def test_a_link_fits_into_a_text_message() -> None:
    nudge = NudgeId(customer(DEVICE), "abandoned_cart", 1_800_000_000_000, 3)
    assert len(sign(Capability("unsubscribe", nudge, "sms", 10**12), SECRET)) <= 70


def test_a_link_does_not_show_whose_it_is() -> None:
    nudge = NudgeId(customer("ana@example.com"), "abandoned_cart", 1_800_000_000_000, 3)
    tokens = [sign(Capability("click", nudge, "email", 10**12, item), SECRET) for item in "ab"]
    raw = [urlsafe_b64decode(token + "=" * (-len(token) % 4)) for token in tokens]
    assert not [each for each in raw if b"ana" in each or b"example" in each]
    # Two links of one person share no run of bytes that would show it.
    pairs = [{each[i : i + 4] for i in range(len(each) - 3)} for each in raw]
    assert not pairs[0] & pairs[1]
