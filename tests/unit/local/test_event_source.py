"""What a function sees, call by call, when some of its records fail."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from local.event_source import EventSourceMapping


def record(number: int) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}}


def numbers(records: Any) -> list[int]:
    return [int(one["dynamodb"]["SequenceNumber"]) for one in records]


class Function:
    """Answers as `behave` does, and remembers what it was called with."""

    def __init__(self, behave: Callable[[list[int]], Any]) -> None:
        self.behave = behave
        self.calls: list[list[int]] = []
        self.given_up: list[int] = []
        self.pauses: list[float] = []

    def __call__(self, event: dict[str, Any]) -> Any:
        self.calls.append(numbers(event["Records"]))
        return self.behave(self.calls[-1])

    def deliver(self, *records: int, **options: Any) -> None:
        EventSourceMapping(
            self,
            on_failure=lambda failed: self.given_up.extend(numbers(failed)),
            pause=self.pauses.append,
            **options,
        ).deliver([record(number) for number in records])


def failing(*identifiers: Any) -> Mapping[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in identifiers]}


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}])
def test_no_failure_is_one_call(answer: Any) -> None:
    function = Function(lambda _: answer)
    function.deliver(1, 2, 3)
    assert function.calls == [[1, 2, 3]]


def test_a_batch_is_retried_from_its_first_failure() -> None:
    answers = iter([failing("4", "3"), None])
    function = Function(lambda _: next(answers))
    function.deliver(1, 2, 3, 4)
    assert function.calls == [[1, 2, 3, 4], [3, 4]]
    assert function.given_up == []


def test_a_poisoned_record_is_found_by_halves_and_given_up_alone() -> None:
    def refuse_three(batch: list[int]) -> None:
        if 3 in batch:
            raise RuntimeError("cannot read 3")

    function = Function(refuse_three)
    function.deliver(1, 2, 3, 4, retries=2)
    assert function.calls == [[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]
    assert function.given_up == [3]
    assert function.pauses == [0.05, 0.1]


def test_a_record_that_is_reported_again_and_again_is_given_up_and_the_rest_goes_on() -> None:
    function = Function(lambda batch: failing("2") if 2 in batch else None)
    function.deliver(1, 2, 3)
    assert function.given_up == [2]
    assert function.calls[-1] == [3]
    assert function.calls.count([2]) == 6


@pytest.mark.parametrize(
    "answer", [failing("99"), failing(""), failing(None), {"batchItemFailures": [{"id": "1"}]}]
)
def test_a_failure_that_names_no_record_fails_them_all(answer: Any) -> None:
    function = Function(lambda _: answer)
    function.deliver(1, 2, retries=0)
    assert function.given_up == [1, 2]


def test_a_filtered_record_wakes_no_function() -> None:
    function = Function(lambda _: None)
    function.deliver(1, 2, filters=[{"eventName": ["REMOVE"]}])
    assert function.calls == []
