"""A small real SMS gateway, in a thread: it takes, refuses or stays silent as told, and heeds Idempotency-Key."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """sent: what went to phones, by idempotency key; asked: every request; answers: for the next ones, then 200.

    "take, then 503": the text goes out, and the answer is lost.
    """

    def __init__(self):
        self.sent, self.asked, self.answers, self.url = {}, [], [], ""


@contextmanager
def sms_gateway():
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.asked.append((dict(self.headers), body))
            answer = gateway.answers.pop(0) if gateway.answers else 200
            if answer in (200, "take, then 503"):
                gateway.sent.setdefault(self.headers["Idempotency-Key"], body)
            if answer == "hang up":
                self.connection.close()
                return
            said = json.dumps({"messages": [{"id": f"sms-{len(gateway.sent)}"}]}).encode()
            self.send_response(503 if answer == "take, then 503" else answer)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/v1/messages"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
