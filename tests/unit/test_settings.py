import pytest

from functions.errors import Invalid
from functions.settings import Settings


def test_the_environment_is_read_by_prefix_and_empty_means_default() -> None:
    environment = {"HILO_BUCKET": "b", "HILO_KEY_CACHE_S": "30", "HILO_LOG_LEVEL": "", "PATH": "/"}
    settings = Settings.from_environment(environment)
    assert (settings.bucket, settings.key_cache_s, settings.log_level) == ("b", 30, "INFO")


@pytest.mark.parametrize(
    ("name", "value"),
    [("bukcet", "b"), ("key_cache_s", "61"), ("key_cache_s", "often"), ("artifact_refresh_s", "0")],
)
def test_what_cannot_be_so_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name):
        Settings.from_text({name: value})


def test_training_settings_are_reached_by_a_dot_or_two_underscores() -> None:
    environment = {"HILO_TRAINING__FACTORS": "32"}
    assert Settings.from_environment(environment).training == {"factors": "32"}
    assert Settings.from_text({"training.factors": "32"}).training == {"factors": "32"}
