"""Only the function knows a key's origins, so API Gateway must leave CORS to it."""

from typing import Any

from tests.build.cloudformation import FUNCTION, of_type


def test_the_gateway_does_not_answer_cors_itself(template: dict[str, Any]) -> None:
    apis = of_type(template, "AWS::Serverless::HttpApi")
    assert apis
    globals_of_apis = template.get("Globals", {}).get("HttpApi", {})
    for properties in (*apis.values(), globals_of_apis):
        assert "CorsConfiguration" not in properties


def test_preflights_reach_the_function(template: dict[str, Any]) -> None:
    (route,) = of_type(template, FUNCTION)["ApiFunction"]["Events"].values()
    assert (route["Properties"]["Method"], route["Properties"]["Path"]) == ("ANY", "/{proxy+}")
