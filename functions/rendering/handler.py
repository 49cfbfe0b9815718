"""The Lambda handler of what renders."""

import os

from functions.api.gateway import as_lambda
from functions.bootstrap import bootstrap
from functions.rendering.app import create_rendering_app

_services = bootstrap("rendering", os.environ)
handler = _services.handling(as_lambda(create_rendering_app(_services)))
