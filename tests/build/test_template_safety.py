"""No failure is silent, and no role may do more than its work needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from local.delivery import CUSTOMER_CHANGES
from local.event_stream import NEW_EVENTS
from tests.build.cloudformation import FUNCTION, ROOT, as_list, of_type, statements
from tests.build.test_template_functions import FUNCTIONS

# API Gateway hands the failure to the caller; every other source needs a place for failures.
SYNCHRONOUS = {"HttpApi"}
# functions/api/routes/customers.py promises it.
ERASED_AFTER_DAYS = 30
# AWS knows no resource for these.
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ecr:GetAuthorizationToken",
}


def events(template: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    functions = of_type(template, FUNCTION).items()
    return [(name, event) for name, f in functions for event in f["Events"].values()]


def test_every_asynchronous_source_has_a_place_for_failures(template: dict[str, Any]) -> None:
    for name, event in events(template):
        properties = event["Properties"]
        if event["Type"] == "DynamoDB":
            assert properties["DestinationConfig"]["OnFailure"]["Destination"], name
        elif event["Type"] in {"ScheduleV2", "EventBridgeRule"}:
            assert properties["DeadLetterConfig"]["Arn"], name
            function = of_type(template, FUNCTION)[name]
            assert function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"], name
        elif event["Type"] == "SQS":
            queue = template["Resources"][properties["Queue"]["Fn::GetAtt"].removesuffix(".Arn")]
            assert queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"], name
        elif event["Type"] == "SNS":  # SNS hands a message to Lambda's own queue
            function = of_type(template, FUNCTION)[name]
            assert function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"], name
        else:
            assert event["Type"] in SYNCHRONOUS, f"say here where failures of {event['Type']} go"


def test_rules_may_write_to_the_queue_of_failed_runs(template: dict[str, Any]) -> None:
    """Named by their ARNs: CloudFormation cuts the name of the stack short in that of a rule."""
    policy = template["Resources"]["FailedRunsPolicy"]["Properties"]["PolicyDocument"]
    allowed = json.dumps(policy["Statement"][0]["Condition"]["ArnEquals"]["aws:SourceArn"])
    of_events = {
        f"{name}{event}"
        for name, function in of_type(template, FUNCTION).items()
        for event, each in function["Events"].items()
        if each["Type"] == "EventBridgeRule"
    }
    rules = of_events | set(of_type(template, "AWS::Events::Rule"))
    assert set(re.findall(r'"(\w+)\.Arn"', allowed)) == rules


def test_the_stream_gives_up_on_a_record_and_never_on_its_neighbours(
    template: dict[str, Any],
) -> None:
    source = of_type(template, FUNCTION)["StreamFunction"]["Events"]["NewEvents"]["Properties"]
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["MaximumRetryAttempts"] == -1, "age alone ends it: five are over in minutes"
    assert source["MaximumRecordAgeInSeconds"] == 6 * 3600
    assert source["StartingPosition"] == "TRIM_HORIZON"


def test_the_stream_lets_through_what_the_laptop_lets_through(template: dict[str, Any]) -> None:
    source = of_type(template, FUNCTION)["StreamFunction"]["Events"]["NewEvents"]["Properties"]
    patterns = [json.loads(entry["Pattern"]) for entry in source["FilterCriteria"]["Filters"]]
    assert patterns == [NEW_EVENTS]


def test_delivery_sees_the_changes_that_the_laptop_sees(template: dict[str, Any]) -> None:
    source = of_type(template, FUNCTION)["DeliveryFunction"]["Events"]["Changes"]["Properties"]
    patterns = [json.loads(entry["Pattern"]) for entry in source["FilterCriteria"]["Filters"]]
    assert patterns == [dict(each) for each in CUSTOMER_CHANGES]


def test_what_the_lake_cannot_take_is_kept(template: dict[str, Any]) -> None:
    streams = of_type(template, "AWS::KinesisFirehose::DeliveryStream")
    (lake,) = streams.values()
    target = lake["ExtendedS3DestinationConfiguration"]
    assert target["ErrorOutputPrefix"].startswith("failures/")
    assert target["Prefix"].startswith("lake/events/dt=!{timestamp:yyyy-MM-dd}/hh=!{timestamp:HH}/")


@pytest.mark.parametrize("prefix", ["failures/", "aws/lambda/", "imports/", "imported/"])
def test_failures_and_uploads_do_not_outlive_the_promise_to_forget(
    template: dict[str, Any], prefix: str
) -> None:
    rules = lifecycle(template)
    assert rules[prefix]["ExpirationInDays"] == {"Ref": "FailureRetentionDays"}
    kept = template["Parameters"]["FailureRetentionDays"]["MaxValue"]
    behind = rules[prefix]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    assert kept + behind < ERASED_AFTER_DAYS, "S3 counts from the next midnight"


def test_what_is_rewritten_can_be_undone_for_a_while(template: dict[str, Any]) -> None:
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    everything = lifecycle(template)[None]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    # The lake forgets at the training after an erasure, and once more two days later.
    assert 1 < everything < ERASED_AFTER_DAYS - 4


def lifecycle(template: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    """The bucket's rules by prefix; several for one prefix become one."""
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    merged: dict[str | None, dict[str, Any]] = {}
    for rule in bucket["LifecycleConfiguration"]["Rules"]:
        merged.setdefault(rule.get("Prefix"), {}).update(rule)
    return merged


def test_every_function_acts_in_its_own_role(template: dict[str, Any]) -> None:
    functions = of_type(template, FUNCTION)
    roles = [f["Role"]["Fn::GetAtt"] for f in functions.values()]
    assert len(set(roles)) == len(functions)
    assert not any("Policies" in f for f in functions.values()), "SAM would add managed policies"
    for role in of_type(template, "AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role, "AWS's managed policies allow every resource"


def test_no_statement_allows_everything(template: dict[str, Any]) -> None:
    for role, statement in statements(template):
        actions = set(as_list(statement["Action"]))
        assert not any("*" in action for action in actions), role
        if "*" in as_list(statement["Resource"]):
            assert actions <= WITHOUT_RESOURCE, role


def test_every_log_is_kept_for_a_while_and_then_forgotten(template: dict[str, Any]) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup")
    for name, group in groups.items():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name
    for name, function in of_type(template, FUNCTION).items():
        assert function["LoggingConfig"]["LogGroup"]["Ref"] in groups, name


def test_the_access_log_has_nothing_about_a_person(template: dict[str, Any]) -> None:
    log_format = template["Resources"]["Api"]["Properties"]["AccessLogSettings"]["Format"]
    for personal in ("sourceIp", "userAgent", "path", "authorizer", "queryString", "caller"):
        assert personal not in log_format


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_fails_rings_an_alarm(template: dict[str, Any], name: str) -> None:
    """By its own errors; or by 5xx, or a message in FailedRuns, that each failure ends in."""
    sources = {e["Type"] for e in of_type(template, FUNCTION)[name]["Events"].values()}
    watched = _watched(template)
    if sources == {"HttpApi"}:
        assert ("5xx", "Api") in watched
    elif sources in ({"ScheduleV2"}, {"EventBridgeRule"}):
        assert ("NumberOfMessagesSent", "FailedRuns") in watched
    else:
        assert ("Errors", name) in watched


def test_what_piles_up_rings_an_alarm(template: dict[str, Any]) -> None:
    metrics = {metric for metric, _ in _watched(template)}
    assert metrics >= {"IteratorAge", "DeliveryToS3.DataFreshness", "Latency", "Throttles"}


def test_no_alarm_stays_on_and_hides_the_next_failure(template: dict[str, Any]) -> None:
    """A message lies in FailedRuns for 14 days; what counts is that one came."""
    assert not [m for m, _ in _watched(template) if m == "ApproximateNumberOfMessagesVisible"]


# The dimension by which a service names what it measures, and its metrics that are used here.
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
MEASURED: dict[str, tuple[str, frozenset[str]]] = {
    "AWS/ApiGateway": ("ApiId", frozenset({"4xx", "5xx", "Count", "Latency"})),
    "AWS/Firehose": ("DeliveryStreamName", frozenset({"DeliveryToS3.DataFreshness"})),
    "AWS/Lambda": ("FunctionName", frozenset({"Errors", "IteratorAge", "Throttles"})),
    "AWS/SES": ("", frozenset({"Reputation.BounceRate", "Reputation.ComplaintRate"})),
    "AWS/SQS": ("QueueName", frozenset({"ApproximateAgeOfOldestMessage", "NumberOfMessagesSent"})),
}
OF_THE_ACCOUNT = {"Throttles", "Reputation.BounceRate", "Reputation.ComplaintRate"}


def test_alarms_and_dashboard_name_metrics_that_there_are(template: dict[str, Any]) -> None:
    """Under the namespace, the name and the one dimension with which they are written."""
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["HILO_STACK"] == {"Ref": "AWS::StackName"}
    known = {**MEASURED, "Hilo": ("service", _counted())}
    shown = {*_on_alarms(template), *_on_the_dashboard(template)}
    assert len(shown) > 30
    for namespace, metric, dimension, value in shown:
        name, metrics = known[namespace]
        assert metric in metrics, f"{namespace} has no {metric}"
        assert dimension == ("" if metric in OF_THE_ACCOUNT else name), metric
        assert namespace != "Hilo" or value == "AWS::StackName", metric


def _counted() -> frozenset[str]:
    """The names under which our code counts, but for those that it puts together."""
    found = set[str]()
    for path in (ROOT / "functions").rglob("*.py"):
        text = path.read_text()
        names = re.findall(r'meter\.count\(\s*"(\w+)"', text)
        constants = re.findall(r"meter\.count\(\s*([A-Z_]+)\b", text)
        named = (re.search(rf'^{each} = "(\w+)"', text, re.MULTILINE) for each in constants)
        found |= {*names, *(each[1] for each in named if each)}
    return frozenset(found)


Shown = tuple[str, str, str, str]


def _on_alarms(template: dict[str, Any]) -> Iterator[Shown]:
    """Namespace, metric, and dimension with its value, of every alarm."""
    for alarm in of_type(template, "AWS::CloudWatch::Alarm").values():
        stats = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
        for metric in stats or [alarm]:
            (dimension,) = metric.get("Dimensions", [{"Name": "", "Value": ""}])
            value = str(_named(dimension["Value"]))
            yield metric["Namespace"], metric["MetricName"], dimension["Name"], value


def _on_the_dashboard(template: dict[str, Any]) -> Iterator[Shown]:
    (board,) = of_type(template, "AWS::CloudWatch::Dashboard").values()
    for widget in json.loads(board["DashboardBody"]["Fn::Sub"])["widgets"]:
        for namespace, metric, *more in widget["properties"]["metrics"]:
            name, value = more[:2] if len(more) > 1 else ("", "")
            yield namespace, metric, name, value.strip("${}")


def test_every_alarm_rings_where_it_was_asked_to(template: dict[str, Any]) -> None:
    topic = {"Fn::If": ["HasAlarmTopic", {"Ref": "AlarmTopicArn"}, {"Ref": "AWS::NoValue"}]}
    for name, alarm in of_type(template, "AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == [topic], name
        assert alarm["TreatMissingData"] == "notBreaching", name  # idle is fine
        assert alarm["AlarmDescription"], name


def _watched(template: dict[str, Any]) -> list[tuple[str, Any]]:
    """(metric, what it is measured on) of every alarm."""
    return [(metric, value or None) for _, metric, _, value in _on_alarms(template)]


def _named(value: Any) -> Any:
    """The resource that a dimension is of, or its plain value."""
    if not isinstance(value, dict):
        return value
    return value.get("Ref") or value["Fn::GetAtt"].split(".")[0]


def test_the_dashboard_shows_what_there_is(template: dict[str, Any]) -> None:
    (board,) = of_type(template, "AWS::CloudWatch::Dashboard").values()
    text = board["DashboardBody"]["Fn::Sub"]
    named = set(re.findall(r"\$\{(\w+)\}", text))
    assert named <= set(template["Resources"])


def test_operations_says_what_to_do_at_each_alarm(template: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    described = set(re.findall(r"^\| `(\w+Alarm)` \|", page, re.MULTILINE))
    assert described == set(of_type(template, "AWS::CloudWatch::Alarm"))
