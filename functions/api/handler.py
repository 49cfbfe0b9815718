"""The API's Lambda handler."""

import os

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.bootstrap import bootstrap

_services = bootstrap("api", os.environ)
handler = _services.meter.flushing(as_lambda(create_app(_services)))
