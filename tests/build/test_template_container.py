"""The container of trainings too big for Lambda: its rights, its input, its alarm."""

from typing import Any

import pytest

from functions.settings import Settings
from tests.build.cloudformation import ROOT, of_type, statements
from tests.build.resolved import resolved

RESOURCES = (
    "RetrainCluster",
    "RetrainTask",
    "RetrainExecutionRole",
    "RetrainContainerRights",
    "RetrainTaskFailed",
)


@pytest.fixture
def container(template: dict[str, Any]) -> dict[str, Any]:
    (task,) = of_type(template, "AWS::ECS::TaskDefinition").values()
    (found,) = task["ContainerDefinitions"]
    return dict(found)


@pytest.mark.parametrize("name", RESOURCES)
def test_without_an_image_there_is_nothing_of_it(template: dict[str, Any], name: str) -> None:
    assert template["Resources"][name]["Condition"] == "HasRetrainContainer"
    assert template["Parameters"]["RetrainContainerImage"]["Default"] == ""


def test_the_task_has_the_variables_of_the_function(
    template: dict[str, Any], container: dict[str, Any]
) -> None:
    task_variables = {each["Name"]: each["Value"] for each in container["Environment"]}
    shared = template["Globals"]["Function"]["Environment"]["Variables"]
    assert {k: v for k, v in shared.items() if v} == {
        name: value for name, value in task_variables.items() if name in shared
    }
    known = {f"HILO_{field.upper()}" for field in Settings.model_fields}
    assert {name for name in task_variables if name.startswith("HILO_")} <= known
    assert "HILO_RETRAIN_TASK" not in task_variables, "it would start itself again and again"


def test_bounds_are_those_of_the_machines(template: dict[str, Any]) -> None:
    function = template["Resources"]["RetrainFunction"]["Properties"]
    task_variables = function["Environment"]["Variables"]
    assert task_variables["HILO_RETRAIN_MEMORY_MIB"] == function["MemorySize"]
    assert "HILO_RETRAIN_CORES" not in task_variables, "they come with the memory"
    assert int(task_variables["HILO_RETRAIN_SECONDS"]) == function["Timeout"]
    task = template["Resources"]["RetrainTask"]["Properties"]
    task_variables = {
        each["Name"]: each["Value"] for each in task["ContainerDefinitions"][0]["Environment"]
    }
    assert task_variables["HILO_RETRAIN_MEMORY_MIB"] == task["Memory"]
    assert int(task_variables["HILO_RETRAIN_CORES"]) * 1024 == int(task["Cpu"])


def test_the_function_may_start_this_task_and_no_other(template: dict[str, Any]) -> None:
    rights = {
        statement["Action"]: statement
        for role, statement in statements(template)
        if role == "RetrainRole" and isinstance(statement["Action"], str)
    }
    assert rights["ecs:RunTask"]["Resource"] == {"Ref": "RetrainTask"}
    assert "ecs:cluster" in rights["ecs:RunTask"]["Condition"]["ArnEquals"]
    assert rights["iam:PassRole"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }


def test_a_task_that_fails_rings_an_alarm(template: dict[str, Any]) -> None:
    (rule,) = of_type(template, "AWS::Events::Rule").values()
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": "FailedRuns.Arn"}
    assert rule["EventPattern"]["detail"]["lastStatus"] == ["STOPPED"]


def test_the_image_runs_the_training_with_the_pins_of_lambda() -> None:
    text = (ROOT / "packaging" / "retrain.Dockerfile").read_text()
    assert 'ENTRYPOINT ["python", "-m", "functions.retrain"]' in text
    for path in ("functions/requirements.txt", "model/requirements/training.txt"):
        assert (ROOT / path).is_file()
        assert path in text
    assert (ROOT / "functions" / "retrain" / "__main__.py").is_file()


NETWORK = {"RetrainSubnets": "subnet-1,subnet-2", "RetrainSecurityGroups": "sg-1"}


@pytest.mark.parametrize("missing", NETWORK)
def test_an_image_without_a_network_is_refused_before_anything_is_deployed(
    template: dict[str, Any], missing: str
) -> None:
    given = {"RetrainContainerImage": "hilo:1", **NETWORK, missing: ""}
    with pytest.raises(ValueError, match=missing):
        resolved(template, given)


@pytest.mark.parametrize("image", ["shop/hilo:1", "shop/hilo@sha256:0123", "shop/hilo"])
def test_its_role_may_pull_from_the_repository_of_the_image(
    template: dict[str, Any], image: str
) -> None:
    plain = resolved(template, {"RetrainContainerImage": image, **NETWORK})
    role = plain["Resources"]["RetrainExecutionRole"]["Properties"]["Policies"][0]
    (pull,) = (
        statement["Resource"]
        for statement in role["PolicyDocument"]["Statement"]
        if "ecr:BatchGetImage" in statement["Action"]
    )
    assert _worked_out(pull["Fn::Sub"][1]["Repository"]) == "shop/hilo"


def _worked_out(value: Any) -> Any:
    """A value of Select and Split, as CloudFormation works it out."""
    match value:
        case {"Fn::Select": [index, parts]}:
            return _worked_out(parts)[index]
        case {"Fn::Split": [separator, text]}:
            return _worked_out(text).split(separator)
    return value
