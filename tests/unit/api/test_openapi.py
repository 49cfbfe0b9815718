from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field

from functions.api.openapi import may_answer, reads, with_named_schemas
from functions.errors import Malformed, NotFound, TooLarge


class Line(BaseModel):
    item_id: str


class Order(BaseModel):
    lines: list[Line]


def page_of(*models: type[BaseModel]) -> dict[str, Any]:
    app = FastAPI()
    for number, model in enumerate(models):
        app.put(f"/{number}", **reads(model, NotFound))(lambda: None)
    return with_named_schemas(app.openapi())


def test_a_body_that_we_read_ourselves_is_on_the_page() -> None:
    page = page_of(Order)
    body = page["paths"]["/0"]["put"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Order"}
    schemas = page["components"]["schemas"]
    assert schemas["Order"]["properties"]["lines"]["items"] == {"$ref": "#/components/schemas/Line"}
    assert schemas.keys() == {"Order", "Line", "Problem", "Fault"}


def test_what_may_go_wrong_is_a_problem_document() -> None:
    answers = page_of(Order)["paths"]["/0"]["put"]["responses"]
    assert answers.keys() == {"200", "400", "404", "413"}
    assert answers["413"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    assert may_answer(Malformed, TooLarge).keys() == {400, 413}


def test_one_shape_may_stand_twice_and_two_of_one_name_may_not() -> None:
    assert page_of(Order, Order)["paths"].keys() == {"/0", "/1"}
    namesake = type("Line", (BaseModel,), {"__annotations__": {"sku": str}})
    with pytest.raises(TypeError, match="called Line"):
        page_of(Order, namesake)


def test_a_constraint_is_reported() -> None:
    class Short(BaseModel):
        name: str = Field(max_length=3)

    assert page_of(Short)["components"]["schemas"]["Short"]["properties"]["name"]["maxLength"] == 3
