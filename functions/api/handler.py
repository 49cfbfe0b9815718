"""HTTP on Lambda: API Gateway's event in, the application's answer out."""

import os

from mangum import Mangum

from functions.api.app import create_app
from functions.bootstrap import bootstrap

_services = bootstrap("api", os.environ)
handler = _services.meter.flushing(Mangum(create_app(_services), lifespan="off"))
