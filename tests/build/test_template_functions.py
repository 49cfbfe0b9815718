"""Functions and layers: what they run, where, and with which settings."""

import ast
from typing import Any

import pytest

from functions.settings import Settings
from functions.storage.tables import TABLES
from tests.build.cloudformation import FUNCTION, LAYER, ROOT, of_type

FUNCTIONS = (
    "ApiFunction",
    "StreamFunction",
    "RetrainFunction",
    "SnapshotFunction",
    "RedriveFunction",
    "ImportsFunction",
    "NudgesFunction",
    "RestockFunction",
    "RenderingFunction",
    "DeliveryFunction",
)
LAYERS_OF = {
    "ApiFunction": ["ScoringLayer"],
    "StreamFunction": [],
    "RetrainFunction": ["TrainingLayer"],
    "SnapshotFunction": ["ScoringLayer"],
    "RedriveFunction": [],
    "ImportsFunction": ["TrainingLayer"],
    "NudgesFunction": [],
    "RestockFunction": [],
    "RenderingFunction": ["ScoringLayer", "RenderingLayer"],
    "DeliveryFunction": ["ScoringLayer", "RenderingLayer"],
}


def test_the_functions_are_those_the_other_tests_look_at(template: dict[str, Any]) -> None:
    assert set(of_type(template, FUNCTION)) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_code_that_is_there(template: dict[str, Any], name: str) -> None:
    *module, attribute = of_type(template, FUNCTION)[name]["Handler"].split(".")
    tree = ast.parse(ROOT.joinpath(*module).with_suffix(".py").read_text())
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert attribute in defined | assigned


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_the_layers_it_imports_from(template: dict[str, Any], name: str) -> None:
    layers = of_type(template, FUNCTION)[name].get("Layers", [])
    assert [layer["Ref"] for layer in layers] == LAYERS_OF[name]


def test_every_setting_of_the_environment_is_known(template: dict[str, Any]) -> None:
    ours = {name for name in _environment(template) if name.startswith("HILO_")}
    known = {f"HILO_{field.upper()}" for field in Settings.model_fields}
    assert ours <= known


def test_every_resource_a_function_needs_is_named_to_it(template: dict[str, Any]) -> None:
    named = {
        value["Ref"]
        for value in _environment(template).values()
        if isinstance(value, dict) and "Ref" in value
    }
    assert {"EventsTable", "CustomersTable", "CatalogTable", "Bucket", "LakeStream"} <= named


def test_functions_and_layers_are_built_for_the_architecture_asked_for(
    template: dict[str, Any],
) -> None:
    wanted = {"Ref": "Architecture"}
    wheels = {"Fn::Sub": "packaging/${Architecture}"}
    assert template["Globals"]["Function"]["Architectures"] == [wanted]
    for name in FUNCTIONS:
        assert template["Resources"][name]["Metadata"]["WorkingDirectory"] == wheels
    for name, layer in of_type(template, LAYER).items():
        metadata = template["Resources"][name]["Metadata"]
        assert metadata["BuildArchitecture"] == wanted, "SAM would build x86_64 without a word"
        assert metadata["WorkingDirectory"] == wheels
        assert layer["CompatibleArchitectures"] == [wanted]


def test_every_architecture_has_its_wheels(template: dict[str, Any]) -> None:
    for architecture in template["Parameters"]["Architecture"]["AllowedValues"]:
        assert (ROOT / "packaging" / architecture / "uv.toml").is_file()


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_the_one_the_tests_run_on(template: dict[str, Any], table: str) -> None:
    properties = of_type(template, "AWS::DynamoDB::Table")[f"{table.capitalize()}Table"]
    only_on_aws = {
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "DeletionProtectionEnabled",
    }
    assert {k: v for k, v in properties.items() if k not in only_on_aws} == TABLES[table]
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"] == {"SSEEnabled": True}


@pytest.mark.parametrize("name", ["EventsTable", "CustomersTable", "CatalogTable", "Bucket"])
def test_truth_outlives_the_stack(template: dict[str, Any], name: str) -> None:
    resource = template["Resources"][name]
    assert resource["UpdateReplacePolicy"] == "Retain"
    # A first deployment that fails leaves nothing behind that the next one would trip over.
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"


def _environment(template: dict[str, Any]) -> dict[str, Any]:
    merged = dict(template["Globals"]["Function"]["Environment"]["Variables"])
    for function in of_type(template, FUNCTION).values():
        merged |= function.get("Environment", {}).get("Variables", {})
    return merged
