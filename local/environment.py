"""Keep boto3 from finding an AWS account in the environment of a laptop."""

from collections.abc import MutableMapping

from local.engine import ENDPOINT_VARIABLE, REGION

_REMOVED = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_DYNAMODB",
)
_PLACEHOLDERS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def keep_away_from_aws(environ: MutableMapping[str, str]) -> None:
    """Give boto3 placeholder credentials, unless an endpoint was named: it may need real ones."""
    for name in _REMOVED:
        environ.pop(name, None)
    environ.setdefault("AWS_DEFAULT_REGION", environ.get("AWS_REGION", REGION))
    environ["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"
    environ["AWS_EC2_METADATA_DISABLED"] = "true"
    if environ.get(ENDPOINT_VARIABLE):
        for name, value in _PLACEHOLDERS.items():
            environ.setdefault(name, value)
    else:
        environ.pop("AWS_SESSION_TOKEN", None)
        environ.update(_PLACEHOLDERS)
