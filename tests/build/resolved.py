"""A template with its parameters and conditions worked out, as CloudFormation does first."""

from collections.abc import Mapping
from typing import Any

Template = dict[str, Any]
_NO_VALUE = {"Ref": "AWS::NoValue"}


def resolved(template: Template, parameters: Mapping[str, str]) -> Template:
    """The template for these values: no parameter, no condition and nothing that one forbids.

    Raises:
        ValueError: a parameter is unknown, a value none of those allowed, or a rule is broken.
    """
    return _Resolver(template, parameters).template()


class _Resolver:
    def __init__(self, template: Template, parameters: Mapping[str, str]) -> None:
        self._template = template
        self._conditions = template.get("Conditions", {})
        self._values = {
            name: _value(name, declared, parameters.get(name, declared.get("Default")))
            for name, declared in template["Parameters"].items()
        }
        if unknown := set(parameters) - set(self._values):
            raise ValueError(f"no such parameters: {sorted(unknown)}")

    def template(self) -> Template:
        for rule in self._template.get("Rules", {}).values():
            self._check(rule)
        kept = {
            name: self.value({k: v for k, v in resource.items() if k != "Condition"})
            for name, resource in self._template["Resources"].items()
            if "Condition" not in resource or self.holds({"Condition": resource["Condition"]})
        }
        outputs = self.value(self._template.get("Outputs", {}))
        return {"Resources": kept, "Outputs": outputs}

    def _check(self, rule: dict[str, Any]) -> None:
        if self.holds(rule["RuleCondition"]):
            for assertion in rule["Assertions"]:
                if not self.holds(assertion["Assert"]):
                    raise ValueError(assertion["AssertDescription"])

    def holds(self, condition: Any) -> bool:
        ((operator, asked),) = condition.items()
        match operator:
            case "Condition":
                return self.holds(self._conditions[asked])
            case "Fn::Equals":
                one, other = (self.value(each) for each in asked)
                return bool(one == other)
            case "Fn::Not":
                return not self.holds(asked[0])
            case "Fn::And":
                return all(map(self.holds, asked))
            case "Fn::Or":
                return any(map(self.holds, asked))
        raise ValueError(f"unknown condition {operator}")

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.value(each) for each in value if not self._is_nothing(each)]
        if not isinstance(value, dict):
            return value
        if value.get("Ref") in self._values:
            return self._values[value["Ref"]]
        if "Fn::If" in value:
            name, then, otherwise = value["Fn::If"]
            return self.value(then if self.holds({"Condition": name}) else otherwise)
        if isinstance(value.get("Fn::Sub"), str):
            return {"Fn::Sub": self._sub(value["Fn::Sub"])}
        return {k: self.value(v) for k, v in value.items() if not self._is_nothing(v)}

    def _is_nothing(self, value: Any) -> bool:
        return self.value(value) == _NO_VALUE if isinstance(value, dict) and value else False

    def _sub(self, text: str) -> str:
        for name, value in self._values.items():
            text = text.replace(f"${{{name}}}", str(value))
        return text


def _value(name: str, declared: dict[str, Any], given: Any) -> Any:
    if given not in declared.get("AllowedValues", [given]):
        raise ValueError(f"{name} may not be {given}")
    if declared["Type"] == "Number":
        return int(given)
    if declared["Type"] == "CommaDelimitedList":
        return str(given).split(",") if given else []
    return given
