"""OpenAPI's page shows a query model as FastAPI would show it."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query

from functions.api.query_models import QueryOf, query_parameters, with_query_parameters
from functions.schemas.recommendations import RecommendationRequest

Read = Annotated[RecommendationRequest, Depends(QueryOf(RecommendationRequest))]
Declared = Annotated[RecommendationRequest, Query()]


def parameters(app: FastAPI) -> Any:
    page = with_query_parameters(app.openapi())
    return with_query_parameters(page)["paths"]["/"]["get"]["parameters"]


def test_the_page_has_the_parameters_of_the_model() -> None:
    ours, fastapis = FastAPI(), FastAPI()

    @ours.get("/", **query_parameters(RecommendationRequest))
    def read(query: Read) -> None: ...

    @fastapis.get("/")
    def declared(query: Declared) -> None: ...

    assert parameters(ours) == fastapis.openapi()["paths"]["/"]["get"]["parameters"]
