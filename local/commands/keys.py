"""`python -m local keys`: access keys of a laptop or of a deployed stack."""

import argparse
import json
import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from functions.bootstrap import bootstrap
from functions.domain.access_key import AccessKey
from functions.errors import HiloError
from functions.services.access.keys import Keys
from local.api_calls import KEY_VARIABLE, api_of


def run(arguments: argparse.Namespace) -> int:
    answer = _directly(arguments) if arguments.direct else _over_http(arguments)
    print(json.dumps(answer, indent=2))
    if arguments.action == "rotate" and not arguments.tokens:
        print("The old key stays good until you revoke it.", file=sys.stderr)
    return 0


def _over_http(arguments: argparse.Namespace) -> Any:
    api = api_of(arguments, "admin")
    match arguments.action:
        case "create":
            wish = {"kind": arguments.kind, "scopes": arguments.scope,
                    "origins": arguments.origin, "channel": arguments.channel}  # fmt: skip
            return api.call("POST", "/v1/keys", wish)
        case "list":
            return api.call("GET", "/v1/keys")
        case "revoke":
            return api.call("DELETE", f"/v1/keys/{arguments.id}")
        case _ if arguments.tokens:
            return api.call("POST", "/v1/visitor-token-keys/rotate")
        case _:
            return api.call("POST", f"/v1/keys/{arguments.id}/rotate")


def _directly(arguments: argparse.Namespace) -> Any:
    """In the stack's own tables, by AWS credentials: how the first key comes to be."""
    keys = _keys_of_stack(os.environ)
    match arguments.action:
        case "create":
            wanted = (arguments.kind, arguments.scope, arguments.origin, arguments.channel)
            return _new(*keys.create(*wanted))
        case "list":
            return [_shown(key) for key in keys.all()]
        case "revoke":
            return _shown(keys.revoke(arguments.id))
        case _ if arguments.tokens:
            kid, secret = keys.rotate_tokens()
            return {"kid": kid, "secret": b64encode(secret).decode()}
        case _:
            return _new(*keys.rotate(arguments.id))


def _keys_of_stack(environment: Mapping[str, str]) -> Keys:
    ours = {name: value for name, value in environment.items() if name != KEY_VARIABLE}
    if "HILO_CUSTOMERS_TABLE" not in ours:
        raise HiloError("set HILO_CUSTOMERS_TABLE and HILO_SECRETS_PREFIX to what the stack has")
    services = bootstrap("keys", ours)
    return Keys(
        services.storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )


def _new(key: AccessKey, shown: str) -> dict[str, Any]:
    return {**_shown(key), "key": shown}


def _shown(key: AccessKey) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(key).items() if name != "digest"}
    return {n: sorted(v) if isinstance(v, frozenset) else v for n, v in fields.items()}
