import pytest

from functions.domain.external_id import pseudonym_of


def named(id_type: str, external_id: str) -> str:
    return pseudonym_of(id_type, external_id, b"secret")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("email", "ana@x.com"), ("Email", "Ana@X.com")),
        (("phone", "+34600111222"), ("phone", "+34 600-111.222")),
        (("phone", "+34600111222"), ("Phone", "0034 (600) 111 222")),
        (("loyalty", "4711"), ("Loyalty", "4711")),
    ],
)
def test_one_id_written_in_two_ways_is_one_visitor(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert named(*one) == named(*other)


def test_different_ids_are_different_visitors() -> None:
    ids = [("card", "4711"), ("card", "47-11"), ("loyalty", "4711"), ("card", "a"), ("card", "A"),
           ("phone", "600111222"), ("email", "ana@x.com"), ("email", "bob@x.com")]  # fmt: skip
    assert len({named(*each) for each in ids}) == len(ids)


def test_a_pseudonym_names_the_type_and_not_the_id() -> None:
    assert named("Email", "ana@x.com").startswith("id:email:")
    assert "ana" not in named("email", "ana@x.com")
