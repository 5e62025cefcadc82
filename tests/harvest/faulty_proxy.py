"""A proxy between a harvest and its source. It makes the source cut its lists, and injects faults.

It counts requests and complete responses by path.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

QUESTIONS_PATH = "/api/writtenquestions/questions"

ROUGH_FAULTS = {"drop": 0.05, "500": 0.02, "429": 0.02, "truncated": 0.02, "not json": 0.01}
"""The share of requests that meets each fault."""

FIXED_RESPONSES: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "500": (500, b"", {}),
    "429": (429, b"", {"Retry-After": "0"}),
    "429 for long": (429, b"", {"Retry-After": "30"}),
    "400": (400, b'{"title": "Bad Request", "status": 400}', {}),
    "404": (404, b'{"title": "Not Found", "status": 404}', {}),
    "plain 404": (404, b"<html>No such page</html>", {}),
    "not json": (200, b"<html>Please wait</html>", {}),
    "status 500 inside": (200, b'{"title": "An error", "status": 500}', {}),
    "oversized": (200, b'{"value": "' + b"x" * (40 << 20) + b'"}', {}),
}
"""The faults that are a response: status, body and headers."""


class Proxy:
    """Settings and counters. ``faults`` has the share of requests that meets each fault; ``fault`` is a fault of every request.

    ``ignored_parameter`` is a parameter that the source does not know.
    """

    def __init__(self, upstream: int, faults: Mapping[str, float], seed: int = 1) -> None:
        self.upstream = upstream
        self.faults = faults
        self.fault = ""
        self.ignored_parameter = ""
        self.requests: Counter[str] = Counter()
        self.complete_responses: Counter[str] = Counter()
        self.user_agents: set[str] = set()
        self.port = 0
        self._rng = random.Random(seed)
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def draw_fault(self, path: str) -> str:
        """Count a request, and draw the fault it meets; "" for none."""
        with self._lock:
            self.requests[path] += 1
            draw = self._rng.random()
        if self.fault:
            return self.fault
        for kind, share in self.faults.items():
            draw -= share
            if draw < 0:
                return kind
        return ""

    def count_complete(self, path: str) -> None:
        with self._lock:
            self.complete_responses[path] += 1

    def count_repeated(self) -> int:
        """Return the number of complete responses beyond the first for each path."""
        return self.complete_responses.total() - len(self.complete_responses)


class Handler(BaseHTTPRequestHandler):
    """Handles one connection, over one connection to the source."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: Proxy
    upstream: HTTPConnection | None = None

    def do_GET(self) -> None:
        self.proxy.user_agents.add(self.headers["User-Agent"])
        match self.proxy.draw_fault(self.path):
            case "":
                self._send_response(*self._upstream_response())
                self.proxy.count_complete(self.path)
            case "drop":
                self._drop_connection()
            case "truncated":
                status, body = self._upstream_response()
                self._send_response(status, body, size=len(body) // 2)
                self._drop_connection()
            case "429 until":
                self._send_response(429, b"", {"Retry-After": formatdate(time.time() + 30, usegmt=True)})
            case "elsewhere":
                self._send_response(302, b"", {"Location": f"http://localhost:{self.proxy.port}{self.path}"})
            case kind:
                self._send_response(*FIXED_RESPONSES[kind])

    def _upstream_response(self) -> tuple[int, bytes]:
        """Request the source. Lists are cut, as Parliament's are."""
        path = self.path if f"{QUESTIONS_PATH}/" in self.path else f"{self.path}&cut=true"
        if self.proxy.ignored_parameter:
            path = path.replace(self.proxy.ignored_parameter, "unknown")
        if self.upstream is None:
            self.upstream = HTTPConnection("127.0.0.1", self.proxy.upstream)
        self.upstream.request("GET", path)
        response = self.upstream.getresponse()
        return response.status, response.read()

    def _send_response(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, size: int | None = None
    ) -> None:
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:size])

    def _drop_connection(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        if self.upstream is not None:
            self.upstream.close()
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that were killed."""


@contextmanager
def start_proxy(upstream: int, faults: Mapping[str, float] | None = None, seed: int = 1) -> Iterator[Proxy]:
    """Run a proxy in front of a port of this machine during the block."""
    proxy = Proxy(upstream, faults or {}, seed)
    with Server(("127.0.0.1", 0), type("ProxyHandler", (Handler,), {"proxy": proxy})) as server:
        proxy.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
