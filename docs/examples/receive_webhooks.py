"""Receive Hilo's webhooks and verify them by the public library: `pip install standardwebhooks`.

Set WEBHOOK_SECRET to the endpoint's secret. `python receive_webhooks.py 1` ends after one event; it
prints its port, then the type of each event that is signed, and `refused` for any other.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])
MAX_BYTES = 1_000_000


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers["Content-Length"] or 0), MAX_BYTES))
        try:
            event = WEBHOOK.verify(body, {k.lower(): v for k, v in self.headers.items()})
        except WebhookVerificationError:
            self.answer(401, "refused")
            return
        # Answer at once, and do the work later: Hilo waits for 15 seconds. The same webhook-id may
        # come again, so keep the ones that you have seen.
        self.answer(204, json.dumps(event["type"]))

    def answer(self, status: int, line: str) -> None:
        self.send_response(status)
        self.end_headers()
        print(line, flush=True)

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
for _ in range(int(sys.argv[1])):
    server.handle_request()
