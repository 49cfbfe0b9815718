"""The API's Lambda handler."""

from functions import cold_start  # first

# isort: split
import os

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.api.wiring import serve_one_by_one
from functions.bootstrap import bootstrap

_services = bootstrap("api", os.environ)
_app = create_app(_services)
serve_one_by_one(_app)
if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand") != "on-demand":
    _app.include_all()  # with SnapStart this is done once a version, and no request waits for it
handler = _services.handling(as_lambda(_app))
cold_start.loaded()
