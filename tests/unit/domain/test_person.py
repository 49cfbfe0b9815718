from functions.domain.person import Person, customer, owner, visitor


def test_a_user_who_is_vouched_for_owns_the_event() -> None:
    assert owner(user_id="12", anonymous_id="v", instead=("o1",)) == customer("12")


def test_a_device_owns_what_no_user_does() -> None:
    assert owner(user_id=None, anonymous_id="v", instead=("o1",)) == visitor("v")


def test_an_order_at_a_till_is_an_owner_of_its_own() -> None:
    assert owner(user_id=None, anonymous_id=None, instead=(None, "o1")) == visitor("o1")
    assert owner(user_id=None, anonymous_id=None) is None


def test_a_key_leads_back_to_its_person() -> None:
    for person in (customer("a#b"), visitor("12")):
        assert Person.from_key(person.key) == person
