"""`python -m local redrive`: process failed records again, on a laptop or in a stack."""

import argparse
import json
import os
from dataclasses import asdict
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import HiloError, Invalid, Unavailable
from functions.redrive.redrive import Redrive
from local.commands.up import log_to_stderr, refuse
from local.settings import parse
from local.up import local_stack

LAPTOP_S = 3_600
# RedriveFunction's own Timeout, and a little more.
STACK_S = 660


def run(arguments: argparse.Namespace) -> int:
    try:
        answer = _in_stack(arguments.function) if arguments.function else _in_folder(arguments)
    except Invalid as error:
        return refuse(error)
    print(json.dumps(answer))
    return 1 if answer["left"] or answer["busy"] else 0


def _in_folder(arguments: argparse.Namespace) -> dict[str, Any]:
    settings, laptop = parse(arguments.set, arguments.data)
    log_to_stderr(settings.log_level)
    with local_stack(settings, laptop, arguments.data) as on:
        return asdict(Redrive(on.services)(for_s=LAPTOP_S))


def _in_stack(function: str) -> dict[str, Any]:
    """Let the stack's own function do it, called by AWS credentials.

    Raises:
        Unavailable: Lambda does not answer.
        HiloError: the function failed; its log says why.
    """
    # Read once, and for as long as it may take: another try would start a second redrive.
    patient = Config(read_timeout=STACK_S, retries={"total_max_attempts": 1})
    try:
        client = boto3.client("lambda", config=patient, region_name=os.environ.get("AWS_REGION"))
        response = client.invoke(FunctionName=function)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"Lambda does not answer: {error}") from error
    answer: dict[str, Any] = json.loads(response["Payload"].read())
    if "FunctionError" in response:
        raise HiloError(f"{function} failed: {answer.get('errorMessage', answer)}")
    return answer
