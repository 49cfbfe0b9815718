"""An alias of a dependency has the type that it declares; mypy sees only the alias."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

from functions.api import dependencies
from functions.api.wiring import Wiring

ALIASES = {
    name: alias for name, alias in vars(dependencies).items() if get_origin(alias) is Annotated
}
CALLED = {"ProcessStateDep", "InstanceDep"}
"""They are what a field of the wiring returns."""


def test_there_are_aliases_to_look_at() -> None:
    assert set(ALIASES) > CALLED


@pytest.mark.parametrize("name", sorted(set(ALIASES) - CALLED))
def test_an_alias_has_the_type_of_its_field(name: str) -> None:
    declared, dependency = get_args(ALIASES[name])
    names = SimpleNamespace(**{field.name: field.name for field in fields(Wiring)})
    request = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(wiring=names)))
    with pytest.raises(StopIteration) as given:  # without a loop, which would drop the handlers'
        dependency.dependency(request).send(None)
    assert get_type_hints(Wiring)[given.value.value] == declared
