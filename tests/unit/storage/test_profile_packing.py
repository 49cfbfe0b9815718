from hypothesis import given
from hypothesis import strategies as st

from functions.domain.profile import Interaction, Profile
from functions.domain.purchased import Purchased
from functions.storage.packing import unpack
from functions.storage.profiles import MAX_BYTES, pack_profile, profile_of

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


def test_a_profile_is_read_as_it_was_packed() -> None:
    profile = Profile((Interaction("a", "view", 5, 7),), (Purchased("b", 3, 20, 180, 1.25),))
    assert profile_of(unpack(pack_profile(profile))) == profile


def test_rows_from_before_rhythms_were_kept_stay_readable() -> None:
    old = {"ids": ["b"], "i": [[], [], [], []], "p": [[0], [3], [20]], "f": []}
    assert profile_of(old).purchased == (Purchased("b", 3, 20),)
