"""The Events table's stream on Lambda."""

import os

from functions.bootstrap import bootstrap
from functions.stream.wiring import process_events

_services = bootstrap("stream", os.environ)
handler = _services.meter.flushing(process_events(_services))
