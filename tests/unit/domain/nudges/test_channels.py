"""Every channel has all that a channel needs; `docs/extending.md` adds one by these tests."""

from collections.abc import Container

import pytest

from functions.domain import preferences
from functions.domain.delivery.providers import Providers
from functions.domain.nudges.insights.attribution import DEFAULT_WINDOWS
from functions.domain.nudges.kinds import CHANNELS, ON_SITE
from functions.domain.nudges.messages.template import PARTS
from functions.domain.nudges.recipients import addresses
from functions.domain.nudges.recipients.contact import Contact, PushToken, Reach, VerifiedAddress
from functions.domain.nudges.settings import DEFAULT_CAPS
from functions.ports.aws.senders import SENDERS
from functions.schemas.nudges import LeaseRequest
from functions.schemas.preferences import Consent, ConsentRequest
from functions.schemas.providers import ProvidersChange
from functions.services.nudges.settings import PROVIDERS

WITH_ADDRESS = [channel for channel in CHANNELS if channel != ON_SITE]
GIVEN = VerifiedAddress("x", 0, "key")
KNOWN = Reach(Contact(GIVEN, GIVEN), [PushToken("x", "d", "fcm", 0)])


def test_they_are_named_alike_everywhere() -> None:
    assert set(WITH_ADDRESS) == set(addresses.CHANNELS) == set(preferences.CHANNELS)


@pytest.mark.parametrize("channel", WITH_ADDRESS)
def test_a_channel_with_addresses_has_each_of_these(channel: str) -> None:
    places: dict[str, Container[str]] = {
        "an address": KNOWN.addresses(),
        "a cap": DEFAULT_CAPS,
        "a provider": Providers.__dataclass_fields__,
        "a provider in the settings": PROVIDERS,
        "a provider in the API": ProvidersChange.model_fields,
        "a sender": SENDERS,
        "consent in the API": Consent.model_fields,
        "consent in a request": ConsentRequest.model_fields,
        "a lease": str(LeaseRequest.model_fields["channel"].annotation),
    }
    assert [name for name, place in places.items() if channel not in place] == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_has_parts_and_windows(channel: str) -> None:
    assert channel in PARTS
    assert channel in DEFAULT_WINDOWS
