"""`python -m local train`: train on the lake of a data folder, and publish the model."""

import argparse
import os
import sys

from functions.errors import Invalid
from functions.retrain.training_job import TrainingJob
from local.commands.up import log_to_stderr, refuse
from local.environment import keep_away_from_aws
from local.metrics_table import gate_line, metrics_table
from local.progress import Bars
from local.services import LaptopServices
from local.settings import parse
from model.training.train import NothingToLearn


def run(arguments: argparse.Namespace) -> int:
    try:
        settings, _ = parse(arguments.set, arguments.data)
    except Invalid as error:
        return refuse(error)
    log_to_stderr(settings.log_level)
    keep_away_from_aws(os.environ)
    services = LaptopServices(settings, arguments.data)
    try:
        with Bars() as progress:
            manifest = TrainingJob(services)(progress)
    except NothingToLearn as error:
        print(f"hilo: {error}", file=sys.stderr)
        return 1
    print(f"{gate_line(manifest)}\n{metrics_table(manifest['metrics'])}")
    return 0
