from hypothesis import given
from hypothesis import strategies as st

from functions.domain.profile import Interaction, Profile, Purchased
from functions.storage.profiles import MAX_BYTES, pack_profile

ids = st.text(min_size=1, max_size=256)


@given(st.lists(ids, min_size=1, max_size=260, unique=True))
def test_a_profile_fits_one_read_unit_whatever_its_ids(item_ids: list[str]) -> None:
    profile = Profile(
        tuple(
            Interaction(i, "view", 1_735_732_800_000 + n, n) for n, i in enumerate(item_ids[:60])
        ),
        tuple(Purchased(i, n + 1, 20_000) for n, i in enumerate(item_ids[:200])),
        frozenset(range(20)),
    )
    assert len(pack_profile(profile)) <= MAX_BYTES
