"""boto3's client interface over an embedded engine: same arguments, answers and errors."""

import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Protocol, cast

from botocore import xform_name
from botocore.client import BaseClient
from botocore.errorfactory import ClientExceptionsFactory
from botocore.exceptions import ParamValidationError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from botocore.paginate import Paginator, PaginatorModel
from botocore.validate import ParamValidator
from botocore.waiter import Waiter, WaiterModel, create_waiter_with_client

from local.embedded.engine import Operation
from local.embedded.faults import NotSupported, Refused
from local.embedded.hooks import Call, Hook
from local.embedded.parameters import KNOWN_PARAMETERS


class HasOperations(Protocol):
    """What answers: operations by service and by their names in botocore's service model."""

    @property
    def region(self) -> str: ...

    @property
    def operations(self) -> Mapping[str, Mapping[str, Operation]]: ...


class EmbeddedClient:
    """A client of one service, to be used from any thread from which its engine may be.

    Args:
        engine: what answers.
        service: `dynamodb` or `dynamodbstreams`.
        hook: called around each operation; see `hooks.py`.
        validate: check arguments against botocore's service model, which costs more than the call.
    """

    def __init__(
        self,
        engine: HasOperations,
        service: str,
        *,
        hook: Hook | None = None,
        validate: bool = False,
    ) -> None:
        model = service_model(service)
        self.exceptions = _exceptions(service)
        self.meta = SimpleNamespace(
            service_model=model, region_name=engine.region, endpoint_url=None, events=None
        )
        self._engine = engine
        self._service = service
        self._hook = hook
        self._requests = 0
        self._validator = ParamValidator() if validate else None
        for name, operation in engine.operations[service].items():
            setattr(self, xform_name(name), self._method(name, operation))

    def __getattr__(self, name: str) -> Any:
        raise NotSupported(f"{self._service}: the embedded engine has no {name}")

    def with_hook(self, hook: Hook) -> "EmbeddedClient":
        """Return a client of the same engine that gives each call to `hook`."""
        return EmbeddedClient(self._engine, self._service, hook=hook)

    def close(self) -> None:
        """Do nothing; the engine stays open for its other clients."""

    def can_paginate(self, operation: str) -> bool:
        return any(xform_name(name) == operation for name in _paginators(self._service))

    def get_paginator(self, operation: str) -> "Paginator[Any]":
        for name, config in _paginators(self._service).items():
            if xform_name(name) == operation:
                model = self.meta.service_model.operation_model(name)
                return Paginator(getattr(self, operation), config, model)
        raise NotSupported(f"{self._service}: no paginator for {operation}")

    def get_waiter(self, name: str) -> Waiter:
        model = _waiters(self._service)
        camel = next(one for one in model.waiter_names if xform_name(one) == name)
        return create_waiter_with_client(camel, model, cast("BaseClient", self))

    def _method(self, name: str, operation: Operation) -> Callable[..., dict[str, Any]]:
        known = KNOWN_PARAMETERS[name]
        model = self.meta.service_model.operation_model(name)

        def method(**parameters: Any) -> dict[str, Any]:
            if not known.issuperset(parameters):
                self._refuse_unknown(model, parameters)
            if self._validator is not None:
                self._validate(model, parameters)
            return self._called(name, operation, parameters)

        method.__name__ = xform_name(name)
        return method

    def _called(
        self, name: str, operation: Operation, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        try:
            if self._hook is None:
                answer = operation(parameters)
            else:
                answer = self._hook(Call(name, parameters), lambda call: operation(call.parameters))
        except Refused as refused:
            raise self._error(name, refused) from None
        except sqlite3.Error as error:  # a full disk, for one
            raise self._error(name, Refused("InternalServerError", str(error))) from error
        except KeyError as missing:
            raise ParamValidationError(report=f"{name}: {missing} is required") from missing
        answer["ResponseMetadata"] = self._metadata(200)
        return answer

    def _error(self, operation: str, refused: Refused) -> Exception:
        response = {
            "Error": {"Code": refused.code, "Message": refused.message},
            "message": refused.message,
            **refused.more,
            "ResponseMetadata": self._metadata(500 if refused.code in _SERVER_FAULTS else 400),
        }
        kind: type[Exception] = self.exceptions.from_code(refused.code)
        return kind(response, operation)

    def _metadata(self, status: int) -> dict[str, Any]:
        self._requests += 1
        return {
            "RequestId": f"embedded-{self._requests}",
            "HTTPStatusCode": status,
            "HTTPHeaders": {},
            "RetryAttempts": 0,
        }

    def _validate(self, model: OperationModel, parameters: Mapping[str, Any]) -> None:
        assert self._validator is not None  # noqa: S101 the caller looked
        assert model.input_shape is not None  # noqa: S101 every operation here has one
        report = self._validator.validate(parameters, model.input_shape)
        if report.has_errors():
            raise ParamValidationError(report=report.generate_report())

    def _refuse_unknown(self, model: OperationModel, parameters: Mapping[str, Any]) -> None:
        if model.input_shape is None or parameters.keys() - model.input_shape.members.keys():
            unknown = sorted(parameters.keys() - KNOWN_PARAMETERS[model.name])
            raise ParamValidationError(report=f"Unknown parameter in input: {unknown}")
        unknown = sorted(parameters.keys() - KNOWN_PARAMETERS[model.name])
        raise NotSupported(f"{model.name}: the embedded engine does not know {', '.join(unknown)}")


_SERVER_FAULTS = frozenset({"InternalServerError", "ServiceUnavailable"})


@lru_cache
def service_model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


@lru_cache
def _waiters(service: str) -> WaiterModel:
    return WaiterModel(Loader().load_service_model(service, "waiters-2"))


@lru_cache
def _exceptions(service: str) -> Any:
    return ClientExceptionsFactory().create_client_exceptions(service_model(service))


@lru_cache
def _paginators(service: str) -> Mapping[str, Any]:
    config = Loader().load_service_model(service, "paginators-1")
    model = PaginatorModel(config)
    return {name: model.get_paginator(name) for name in config["pagination"]}
