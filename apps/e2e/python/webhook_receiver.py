"""A merchant's webhook address for one test, and the signature that a delivery must carry."""

import hashlib
import hmac
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def signature(body, secret, timestamp):
    signed = f"{timestamp}.{body}".encode()
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


class WebhookReceiver:
    """Listens on a free loopback port while it is open."""

    def __init__(self):
        received = self._received = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                received.put((body, self.headers["Stripe-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments):
                """Says nothing: stdout belongs to the results."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, text, seconds=10):
        """The body and the signature header of the next delivery that contains the text."""
        while True:
            body, header = self._received.get(timeout=seconds)
            if text in body:
                return body, header
