"""The code of a refusal by AWS."""

from botocore.exceptions import ClientError


def code_of(error: ClientError) -> str:
    """Return the service's name for an error, such as `NoSuchKey`."""
    return str(error.response.get("Error", {}).get("Code", "")) or "ClientError"
