from pathlib import Path

import pytest

from functions.errors import Invalid
from local.settings import CLOUD_ONLY, names, parse

DATA = Path("data")


def test_laptop_defaults() -> None:
    settings, laptop = parse([], DATA)
    assert settings.artifact_refresh_s == 1
    assert settings.work_folder == DATA / "work"
    assert laptop.retrain_every_s == 3600


def test_each_pair_reaches_its_own_kind_of_settings() -> None:
    settings, laptop = parse(
        ["artifact_refresh_s=2.5", "retrain_every_s=9", "training.factors=32", "events_table=e"],
        DATA,
    )
    assert settings.artifact_refresh_s == 2.5
    assert settings.events_table == "e"
    assert settings.training == {"factors": "32"}
    assert laptop.retrain_every_s == 9


def test_a_mapping_is_given_as_json() -> None:
    weights = '{"view":9,"click":1,"wishlist":1,"cart":1,"remove":0,"purchase":1,"return":0}'
    settings, _ = parse([f"training.weights={weights}"], DATA)
    assert settings.training["weights"]["view"] == 9


@pytest.mark.parametrize(
    ("pair", "named"),
    [
        ("nope=1", "nope"),
        ("training.nope=1", "training.nope"),
        ("training=1", "training"),
        ("artifact_refresh_s=soon", "artifact_refresh_s"),
        ("artifact_refresh_s=-1", "artifact_refresh_s"),
        ("retrain_every_s=0", "retrain_every_s"),
        ("engine=oracle", "engine"),
        ("training.factors=many", "training.factors"),
        ("training.factors=0", "factors"),
        ("training.weights={", "training.weights"),
        ("work_folder", "work_folder"),
        ("=1", "KEY=VALUE"),
        *((f"{name}=x", name) for name in sorted(CLOUD_ONLY)),
    ],
)
def test_what_cannot_be_is_refused_by_name(pair: str, named: str) -> None:
    with pytest.raises(Invalid, match=named):
        parse([pair], DATA)


def test_every_name_that_is_listed_is_taken() -> None:
    reported = names()
    assert {
        "artifact_refresh_s",
        "retrain_every_s",
        "engine",
        "training.factors",
    } <= reported.keys()
    assert not CLOUD_ONLY & reported.keys()
    for name in reported:
        with pytest.raises(Invalid) as refused:
            parse([f"{name}=", "nope=1"], DATA)
        assert "nope" in str(refused.value)
        assert f"{name}: there is no such" not in str(refused.value)
