"""The streams of the Events and the Customers table on Lambda."""

import os

from functions.bootstrap import bootstrap
from functions.stream.wiring import process_streams

_services = bootstrap("stream", os.environ)
handler = _services.handling(process_streams(_services))
