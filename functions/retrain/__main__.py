"""`python -m functions.retrain`: the training as a container's only work."""

import os

from functions.bootstrap import bootstrap
from functions.retrain.run_training import run_training

if __name__ == "__main__":
    services = bootstrap("retrain", os.environ)
    services.meter.flushing(lambda _event, _context: run_training(services))({}, None)
