"""A proxy that stands between a harvest and its source, makes lists as the original's, and lets things go wrong.

It counts what it is asked and what it has answered whole, by address.
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

QUESTIONS = "/api/writtenquestions/questions"

ROUGH = {"drop": 0.05, "500": 0.02, "429": 0.02, "truncated": 0.02, "not json": 0.01}
"""One connection in twenty is dropped, and more."""

PLAIN: dict[str, tuple[int, bytes, dict[str, str]]] = {
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
"""Answers that are always the same."""


class Proxy:
    """What goes wrong how often, and what was asked.

    ``fault`` makes everything go wrong in one way; ``unheeded`` is a parameter that the source passes over.
    """

    def __init__(self, upstream: int, faults: Mapping[str, float], seed: int = 1) -> None:
        self.upstream = upstream
        self.faults = faults
        self.fault = ""
        self.unheeded = ""
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.port = 0
        self._dice = random.Random(seed)
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def drawn(self, path: str) -> str:
        """What goes wrong with this request, "" for nothing."""
        with self._lock:
            self.asked[path] += 1
            draw = self._dice.random()
        if self.fault:
            return self.fault
        for kind, share in self.faults.items():
            draw -= share
            if draw < 0:
                return kind
        return ""

    def note(self, path: str) -> None:
        with self._lock:
            self.answered[path] += 1

    def repeated(self) -> int:
        """How many whole answers were sent to an address that had one already."""
        return self.answered.total() - len(self.answered)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: Proxy
    upstream: HTTPConnection | None = None

    def do_GET(self) -> None:
        self.proxy.agents.add(self.headers["User-Agent"])
        match self.proxy.drawn(self.path):
            case "":
                self._send(*self._fetched())
                self.proxy.note(self.path)
            case "drop":
                self._drop()
            case "truncated":
                status, body = self._fetched()
                self._send(status, body, cut=len(body) // 2)
                self._drop()
            case "429 until":
                self._send(429, b"", {"Retry-After": formatdate(time.time() + 30, usegmt=True)})
            case "elsewhere":
                self._send(302, b"", {"Location": f"http://localhost:{self.proxy.port}{self.path}"})
            case kind:
                self._send(*PLAIN[kind])

    def _fetched(self) -> tuple[int, bytes]:
        """The source's answer. A list is cut, as the original's are."""
        path = self.path if f"{QUESTIONS}/" in self.path else f"{self.path}&cut=true"
        if self.proxy.unheeded:
            path = path.replace(self.proxy.unheeded, "unknown")
        if self.upstream is None:
            self.upstream = HTTPConnection("127.0.0.1", self.proxy.upstream)
        self.upstream.request("GET", path)
        answer = self.upstream.getresponse()
        return answer.status, answer.read()

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None, cut: int | None = None) -> None:
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])

    def _drop(self) -> None:
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
        """A client that was killed is what this is for."""


@contextmanager
def proxied(upstream: int, faults: Mapping[str, float] | None = None, seed: int = 1) -> Iterator[Proxy]:
    """A proxy before a port of loopback."""
    proxy = Proxy(upstream, faults or {}, seed)
    with Server(("127.0.0.1", 0), type("Bound", (Handler,), {"proxy": proxy})) as server:
        proxy.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
