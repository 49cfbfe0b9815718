"""The pages of docs/event-types/: a JSON Schema for each type, with an example that fits it.

After a change of the models: `python -m tests.unit.test_event_types` writes the schemas anew and
keeps the examples.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from functions.domain.delivery.event_types import EVENT_TYPES, EventType
from functions.schemas.event_data import DATA, schema_of

FOLDER = Path(__file__).parents[2] / "docs" / "event-types"


def page_of(event_type: EventType) -> Any:
    return json.loads((FOLDER / f"{event_type}.json").read_text("utf-8"))


def test_each_type_has_its_page_and_its_data() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EVENT_TYPES) == set(DATA)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_page_is_the_schema_of_the_models_with_an_example(event_type: EventType) -> None:
    page = page_of(event_type)
    (example,) = page.pop("examples")
    assert page == schema_of(event_type)
    jsonschema.validate(example, page, jsonschema.Draft202012Validator)
    assert example["type"] == event_type
    assert example["data"].keys() <= page["properties"]["data"]["properties"].keys()


def test_delivery_names_each_type() -> None:
    text = (FOLDER.parent / "delivery.md").read_text("utf-8")
    assert all(f"| `{event_type}` |" in text for event_type in EVENT_TYPES)


if __name__ == "__main__":
    for each in EVENT_TYPES:
        path = FOLDER / f"{each}.json"
        examples = page_of(each)["examples"] if path.exists() else []
        whole = {**schema_of(each), "examples": examples}
        path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
