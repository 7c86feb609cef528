"""A small endpoint that answers as it is told: no package has to be patched for it."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(content="Hello", *, calls=(), usage=(10, 5), **more):
    """Return the body of a good answer."""
    message = {"role": "assistant", "content": content, **more}
    if calls:
        message["tool_calls"] = [
            {"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}
            for id_, name, arguments in calls
        ]
    plain = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    if usage is not None:
        plain["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return json.dumps(plain).encode()


class Endpoint:
    """What a running server has seen, and where it is."""

    def __init__(self, reply):
        self.reply = reply
        """(number of the request from 0, request) -> body, or (status, body[, headers[, delay]])"""
        self.requests = []
        self.headers = []
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.url = ""


@contextmanager
def endpoint(reply):
    """Run a server for a ``with`` block."""
    seen = Endpoint(reply)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            size = int(self.headers.get("content-length", 0))
            request = json.loads(self.rfile.read(size))
            with seen.lock:
                number = len(seen.requests)
                seen.requests.append(request)
                seen.headers.append(dict(self.headers))
                seen.at_once += 1
                seen.most_at_once = max(seen.most_at_once, seen.at_once)
            found = seen.reply(number, request)
            status, body, headers, delay = (
                (200, found, {}, 0)
                if isinstance(found, bytes)
                else (*found, *({}, 0)[len(found) - 2 :])
            )
            time.sleep(delay)
            with seen.lock:
                seen.at_once -= 1
            try:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # the other side has given up, which some tests are about

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    seen.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listing(body):
    """Run a server that tells its models; ``None``: it knows no such path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404 if body is None or not self.path.endswith("/models") else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body or b"{}")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
