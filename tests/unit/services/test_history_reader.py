"""A profile as the model reads it."""

from functions.domain.profile import Interaction, Profile
from functions.domain.purchased import Purchased
from functions.services.serving.history_reader import as_history


def test_every_field_of_a_purchase_keeps_its_name() -> None:
    purchased = Purchased("milk", count=3, last_day=20_000, span=40, faded=0.25)
    (found,) = as_history(Profile(purchased=(purchased,))).purchased
    assert found._asdict() == purchased._asdict()


def test_an_interaction_keeps_item_kind_and_time() -> None:
    (found,) = as_history(Profile((Interaction("milk", "view", 7, tag=1),))).interactions
    assert found._asdict() == {"item_id": "milk", "kind": "view", "at": 7}
